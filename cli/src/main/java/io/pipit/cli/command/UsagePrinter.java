package io.pipit.cli.command;

import io.pipit.core.error.NearestName;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Answers wrong usage: what is wrong, what was likely meant, where help is. */
final class UsagePrinter implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("pipit: " + text(problem));
        err.println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }

    private static String text(ParameterException problem) {
        if (problem instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String given = unmatched.getUnmatched().get(0);
            boolean option = given.startsWith("-");
            Optional<String> instead = Instead.of(problem.getCommandLine().getCommandSpec(), given);
            if (instead.isPresent()) {
                return instead.get();
            }
            return "unknown " + (option ? "option" : "argument") + " '" + given + "'."
                    + NearestName.hint(given.split("=", 2)[0], known(problem.getCommandLine(), option));
        }
        return Optional.ofNullable(problem.getMessage()).orElse("wrong usage");
    }

    private static List<String> known(CommandLine command, boolean option) {
        return option
                ? command.getCommandSpec().options().stream()
                        .flatMap(o -> List.of(o.names()).stream())
                        .toList()
                : List.copyOf(command.getSubcommands().keySet());
    }
}
