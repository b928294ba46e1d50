/** {@code pipit log renew}: goes on with a new log. */
package io.pipit.cli.renewal;
