package io.pipit.cli.command;

import picocli.CommandLine.Command;

/** {@code pipit cluster}. */
@Command(
        name = "cluster",
        description = "Prepares Flink clusters for jobs, and looks at them.",
        subcommands = {ClusterLibCommand.class, ClusterCheckCommand.class, ClusterJarCommand.class},
        footer = {"", "Example:", "  pipit cluster lib /opt/flink/lib"})
final class ClusterCommand extends GroupCommand {}
