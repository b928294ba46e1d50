/** What tokens of a server may do. */
package io.pipit.core.access;
