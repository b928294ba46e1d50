package io.pipit.cli.command;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit deployment create}. */
@Command(
        name = "create",
        description = "Stages a version, the same as 'pipit deploy --no-promote'.",
        footer = {"", "Example:", "  pipit deployment create shop"})
final class DeploymentCreateCommand extends BaseCommand {
    @Parameters(arity = "0..1", paramLabel = "DIR", description = "Project folder (default: that of --project).")
    private Path folder;

    @Option(names = "--check", description = "Say what would change, and change nothing.")
    private boolean check;

    @Option(names = "--auto", description = "Make it live by itself, as 'pipit deploy' does.")
    private boolean auto;

    @Option(names = "--no-wait", description = "Return when it has begun.")
    private boolean unwaited;

    @Option(
            names = {"--wait", "--allow-destructive-operations", "--template"},
            hidden = true,
            description = "Accepted for scripts.")
    private boolean[] accepted;

    @Override
    public Integer call() {
        return new Deploying(this, folder == null ? target().project() : folder)
                .call(new Deploying.Manner(check, auto, !unwaited));
    }
}
