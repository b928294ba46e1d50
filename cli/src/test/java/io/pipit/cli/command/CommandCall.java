package io.pipit.cli.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;

/**
 * A command that was run in this process: a Java process for each would be most of what a test takes.
 *
 * @param printed what stands in {@code out} and {@code err}, in the order in which it was printed
 */
public record CommandCall(int exitCode, String out, String err, String printed) {
    /** Runs a command to its end. */
    public static CommandCall of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        StringWriter printed = new StringWriter();
        int exitCode = PipitCommand.commandLine()
                .setOut(new PrintWriter(new Both(out, printed), true))
                .setErr(new PrintWriter(new Both(err, printed), true))
                .execute(arguments);
        return new CommandCall(exitCode, out.toString(), err.toString(), printed.toString());
    }

    private static final class Both extends Writer {
        private final StringWriter one;
        private final StringWriter other;

        Both(StringWriter one, StringWriter other) {
            this.one = one;
            this.other = other;
        }

        @Override
        public void write(char[] text, int from, int count) {
            one.write(text, from, count);
            other.write(text, from, count);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
