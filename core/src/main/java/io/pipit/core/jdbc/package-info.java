/** Other databases: where they are, and connections to them that stream. */
package io.pipit.core.jdbc;
