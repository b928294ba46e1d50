package io.pipit.cli.command;

import io.pipit.core.error.NearestName;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Answers wrong usage: what is wrong, what was likely meant, where help is. */
final class UsagePrinter implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("pipit: " + text(problem, arguments));
        err.println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }

    private static String text(ParameterException problem, String[] arguments) {
        Optional<String> first = firstWord(problem.getCommandLine(), arguments);
        CommandLine root = root(problem.getCommandLine());
        if (first.isPresent() && !root.getSubcommands().containsKey(first.get())) {
            Optional<String> instead = Instead.of(root.getCommandSpec(), first.get());
            if (instead.isPresent()) {
                return instead.get();
            }
        }
        if (problem instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String given = unmatched.getUnmatched().get(0);
            boolean option = given.startsWith("-");
            Optional<String> instead = unmatched.getUnmatched().stream()
                    .flatMap(word -> Instead.of(problem.getCommandLine().getCommandSpec(), word).stream())
                    .findFirst();
            if (instead.isPresent()) {
                return instead.get();
            }
            return "unknown " + (option ? "option" : "argument") + " '" + given + "'."
                    + NearestName.hint(given.split("=", 2)[0], known(problem.getCommandLine(), option));
        }
        return Optional.ofNullable(problem.getMessage()).orElse("wrong usage");
    }

    private static CommandLine root(CommandLine command) {
        return command.getParent() == null ? command : root(command.getParent());
    }

    /** The first word that is neither an option nor the value of one. */
    private static Optional<String> firstWord(CommandLine command, String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (!arguments[i].startsWith("-")) {
                return Optional.of(arguments[i]);
            }
            OptionSpec option = root(command).getCommandSpec().findOption(arguments[i]);
            i += option != null && option.arity().max() > 0 ? 1 : 0;
        }
        return Optional.empty();
    }

    private static List<String> known(CommandLine command, boolean option) {
        return option
                ? command.getCommandSpec().options().stream()
                        .flatMap(o -> List.of(o.names()).stream())
                        .toList()
                : List.copyOf(command.getSubcommands().keySet());
    }
}
