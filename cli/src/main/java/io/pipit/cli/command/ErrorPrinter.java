package io.pipit.cli.command;

import io.pipit.cli.client.Json;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Prints what made a command fail: one readable form on stderr, or JSON where scripts read. */
final class ErrorPrinter implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult result) {
        PrintWriter err = command.getErr();
        Object user = command.getCommand();
        if (user instanceof BaseCommand base && base.output().json()) {
            err.println(Json.text(body(failure)));
        } else {
            err.println(text(failure));
        }
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String text(Exception failure) {
        if (failure instanceof PipitException known) {
            String where = known.position().map(p -> p + ": ").orElse("");
            // Several problems, one a line, each with its own file and line, need no further word.
            return where.isEmpty() && known.getMessage().contains("\n")
                    ? known.getMessage()
                    : "pipit: " + where + known.getMessage();
        }
        return "pipit: " + failure + "\nThis is a defect of Pipit" + firstFrame(failure) + ".";
    }

    private static Map<String, Object> body(Exception failure) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", String.valueOf(failure.getMessage()));
        body.put("code", (failure instanceof PipitException known ? known.code() : ErrorCode.INTERNAL).name());
        return body;
    }

    private static String firstFrame(Exception failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return trace.length == 0 ? "" : " (" + trace[0] + ")";
    }
}
