/** New projects, data sources from sample files, and made-up rows. */
package io.pipit.cli.scaffold;
