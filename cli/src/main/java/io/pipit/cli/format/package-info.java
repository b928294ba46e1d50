/** {@code pipit fmt}: which files, what would change, and writing it. */
package io.pipit.cli.format;
