/** {@code kill -9} within work that has to be taken up again: topics that are read, rows that are repaired. */
package io.pipit.cli.chaos.kill;
