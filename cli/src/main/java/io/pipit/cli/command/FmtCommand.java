package io.pipit.cli.command;

import io.pipit.cli.format.FmtRun;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit fmt}. */
@Command(
        name = "fmt",
        description = {
            "Writes datafiles in one canonical layout, with their SQL, template tags and comments.",
            "Never changes what a file means: what it does not understand stays as it is, and it says so."
        },
        footer = {
            "",
            "Examples:",
            "  pipit fmt pipes/top_pages.pipe          show what would change, and ask",
            "  pipit fmt --yes                         write all files of the project",
            "  pipit fmt --diff datasources pipes      for build servers: exit code 1 when a file differs",
            "  pipit fmt --check .                     the same, names only"
        })
final class FmtCommand extends BaseCommand {
    @Parameters(arity = "0..*", paramLabel = "FILE", description = "Files and folders (default: the project).")
    private List<Path> files;

    /** What to do with a difference. */
    static final class Action {
        @Option(
                names = "--diff",
                description = "Show what would change and write nothing; exit code 1 if something would.")
        private boolean diff;

        @Option(names = "--check", description = "Name the files that would change; exit code 1 if there are any.")
        private boolean check;

        @Option(
                names = {"--yes", "-y"},
                description = "Write without asking.")
        private boolean yes;
    }

    @ArgGroup(multiplicity = "0..1")
    private Action action = new Action();

    @Override
    public Integer call() {
        List<Path> paths = files == null ? List.of(target().project()) : files;
        BufferedReader answers = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        return new FmtRun(out(), err(), answers).run(paths, mode());
    }

    private FmtRun.Mode mode() {
        if (action.diff) {
            return FmtRun.Mode.DIFF;
        } else if (action.check) {
            return FmtRun.Mode.CHECK;
        }
        return action.yes ? FmtRun.Mode.WRITE : FmtRun.Mode.ASK;
    }
}
