package io.pipit.jobs.main;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.CopyPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the main classes are told.
 *
 * @param project the folder with the datafiles
 * @param config the JSON file of {@link Installation}
 * @param pipe the copy pipe; the empty text for the speed job
 * @param mode instead of the pipe's own
 * @param runKey under which the run is counted once, or the empty text
 * @param parameters of the pipe's template
 */
public record JobArguments(
        Path project,
        Path config,
        String pipe,
        Optional<CopyPlan.Mode> mode,
        String runKey,
        Map<String, List<String>> parameters) {
    private static final List<String> SPEED = List.of("--project", "--config");
    private static final List<String> COPY =
            List.of("--project", "--config", "--pipe", "--mode", "--run-key", "--param");

    /** Reads {@code --project DIR --config FILE}. */
    public static JobArguments speed(String[] arguments) {
        return read(arguments, SPEED, List.of("--project", "--config"));
    }

    /** Reads {@code --project DIR --config FILE --pipe NAME [--mode append|replace] [--run-key KEY] [--param NAME=VALUE]...}. */
    public static JobArguments copy(String[] arguments) {
        return read(arguments, COPY, List.of("--project", "--config", "--pipe"));
    }

    private static JobArguments read(String[] arguments, List<String> known, List<String> required) {
        Map<String, List<String>> given = pairs(arguments, known);
        for (String name : required) {
            if (!given.containsKey(name)) {
                throw wrong(name + " is missing; expected " + String.join(" ", known) + ", each with a value.");
            }
        }
        return new JobArguments(
                Path.of(last(given, "--project")),
                Path.of(last(given, "--config")),
                last(given, "--pipe"),
                mode(last(given, "--mode")),
                last(given, "--run-key"),
                parameters(given.getOrDefault("--param", List.of())));
    }

    private static Map<String, List<String>> pairs(String[] arguments, List<String> known) {
        Map<String, List<String>> given = new TreeMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i];
            if (!known.contains(name)) {
                throw wrong("'" + name + "' is not known." + NearestName.hint(name, known) + " Known are "
                        + String.join(", ", known) + ".");
            }
            if (i + 1 == arguments.length) {
                throw wrong(name + " has no value.");
            }
            given.computeIfAbsent(name, n -> new ArrayList<>()).add(arguments[i + 1]);
        }
        return given;
    }

    private static String last(Map<String, List<String>> given, String name) {
        List<String> values = given.getOrDefault(name, List.of(""));
        return values.get(values.size() - 1);
    }

    private static Optional<CopyPlan.Mode> mode(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "" -> Optional.empty();
            case "append" -> Optional.of(CopyPlan.Mode.APPEND);
            case "replace" -> Optional.of(CopyPlan.Mode.REPLACE);
            default -> throw wrong("--mode is append or replace, not '" + text + "'.");
        };
    }

    private static Map<String, List<String>> parameters(List<String> texts) {
        Map<String, List<String>> parameters = new TreeMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw wrong("--param is NAME=VALUE, not '" + text + "'.");
            }
            parameters
                    .computeIfAbsent(text.substring(0, equals), name -> new ArrayList<>())
                    .add(text.substring(equals + 1));
        }
        return parameters;
    }

    private static PipitException wrong(String what) {
        return new PipitException(ErrorCode.INVALID_CONFIG, "Arguments of the job: " + what);
    }
}
