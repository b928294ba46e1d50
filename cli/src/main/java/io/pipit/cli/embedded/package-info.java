/**
 * The whole stack in one process: log, Flink, lake, scheduler, serving and intake, with their state in one folder. {@link
 * io.pipit.cli.embedded.EmbeddedStack} is the one place that wires them; {@code DevRun} and {@code DemoRun} are what the commands
 * do with it.
 */
package io.pipit.cli.embedded;
