package io.pipit.cli.command;

import io.pipit.cli.client.TextTable;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What all commands share: the options of the command above them, which may be given before or after their name. */
abstract class BaseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** Which project and stack. */
    TargetOptions target() {
        return top().target();
    }

    /** For whom the command prints. */
    OutputOptions output() {
        return top().output();
    }

    /** Where results go. */
    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Where progress goes, so that results can be piped. */
    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** A table of texts, in the form that is asked for. */
    String table(List<String> titles, List<List<String>> rows) {
        return output().csv() ? TextTable.csv(titles, rows) : TextTable.of(titles, rows);
    }

    private PipitCommand top() {
        return (PipitCommand) spec.root().userObject();
    }
}
