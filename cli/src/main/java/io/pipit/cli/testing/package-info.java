/** {@code pipit test}: reads test files, asks a workspace made of fixtures, compares rows, reports. */
package io.pipit.cli.testing;
