package io.pipit.cli.command;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit deploy}. */
@Command(
        name = "deploy",
        description = {
            "Makes a project the live one, and says what changes.",
            "Views that are new or changed are filled from what the stack holds, and tables laid out anew, "
                    + "beside what is live: events go on to be taken, and queries see the old version or the new one, "
                    + "never a mix. When it fails, the old one stays live."
        },
        footer = {
            "",
            "Examples:",
            "  pipit deploy shop --check          what would change, and how many rows are read for it",
            "  pipit deploy shop                  do it, and return when it is live",
            "  pipit deploy shop --no-promote     fill it beside the live version, and wait to be promoted",
            "",
            "Exit codes: 0 live (or nothing to do), 1 errors: nothing is changed, 2 wrong usage."
        })
final class DeployCommand extends BaseCommand {
    @Parameters(arity = "0..1", paramLabel = "DIR", description = "Project folder (default: that of --project).")
    private Path folder;

    @Option(names = "--check", description = "Say what would change, and change nothing.")
    private boolean check;

    @Option(
            names = {"--no-promote", "--no-auto"},
            description = "Stage it: fill it beside the live version, and leave it to 'pipit deployment promote'.")
    private boolean staged;

    @Option(names = "--no-wait", description = "Return when it has begun; 'pipit deployment ls' says how far it is.")
    private boolean unwaited;

    @Option(
            names = {"--wait", "--auto", "--allow-destructive-operations", "--template"},
            hidden = true,
            description =
                    "Accepted for scripts: a deployment is waited for and goes live by itself unless told otherwise.")
    private boolean[] accepted;

    @Override
    public Integer call() {
        return new Deploying(this, folder == null ? target().project() : folder)
                .call(new Deploying.Manner(check, !staged, !unwaited));
    }
}
