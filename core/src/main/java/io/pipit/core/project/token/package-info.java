/** Tokens that datafiles declare. */
package io.pipit.core.project.token;
