/** The dialect without a running stack: queries over literals, {@code numbers()} and files. */
package io.pipit.cli.local;
