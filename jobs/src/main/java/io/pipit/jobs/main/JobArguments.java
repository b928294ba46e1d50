package io.pipit.jobs.main;

import io.pipit.core.config.ConfigReader;
import io.pipit.core.config.PipitConfig;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.CopyPlan;
import io.pipit.jobs.main.JobOption.Need;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a job is told. */
final class JobArguments {
    private final JobKind kind;
    private final Map<String, List<String>> given;

    private JobArguments(JobKind kind, Map<String, List<String>> given) {
        this.kind = kind;
        this.given = given;
    }

    /**
     * Reads them.
     *
     * @throws PipitException {@code INVALID_CONFIG} with what is wrong
     */
    static JobArguments read(JobKind kind, List<String> arguments) {
        JobArguments read = new JobArguments(kind, pairs(kind, arguments));
        for (JobOption option : kind.options()) {
            if (option.need() == Need.ONCE && !read.given.containsKey(option.name())) {
                throw read.wrong(option.name() + " is missing: " + option.help());
            }
        }
        return read;
    }

    private static Map<String, List<String>> pairs(JobKind kind, List<String> arguments) {
        Map<String, List<String>> given = new TreeMap<>();
        List<String> known = kind.options().stream().map(JobOption::name).toList();
        for (int i = 0; i < arguments.size(); i++) {
            String name = arguments.get(i);
            JobOption option = kind.options().stream()
                    .filter(o -> o.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> wrong(
                            kind,
                            "'" + name + "' is not known." + NearestName.hint(name, known) + " Known are "
                                    + String.join(", ", known) + "."));
            List<String> values = given.computeIfAbsent(name, n -> new ArrayList<>());
            if (option.flag()) {
                continue;
            }
            i++;
            if (i == arguments.size()) {
                throw wrong(kind, name + " has no value.");
            }
            values.add(arguments.get(i));
        }
        return given;
    }

    Path project() {
        return Path.of(text("--project"));
    }

    /** What the job was told, for people; folders and settings, among which there may be passwords, are left out. */
    String asked() {
        StringBuilder text = new StringBuilder();
        for (JobOption option : kind.own()) {
            if (option.flag() && has(option.name())) {
                text.append(' ').append(option.name());
            }
            texts(option.name())
                    .forEach(value ->
                            text.append(' ').append(option.name()).append(' ').append(value));
        }
        return text.toString().strip();
    }

    /** The configuration that holds for the job. */
    PipitConfig config() {
        Map<String, String> settings = new LinkedHashMap<>();
        texts("--set").forEach(text -> settings.put(name(text, "--set"), value(text)));
        Path folder = find("--config").map(Path::of).orElse(project());
        return ConfigReader.read(folder, System.getenv(), settings);
    }

    boolean has(String flag) {
        return given.containsKey(flag);
    }

    String text(String option) {
        return find(option).orElse("");
    }

    /** The last value that was given. */
    Optional<String> find(String option) {
        List<String> values = texts(option);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
    }

    List<String> texts(String option) {
        return given.getOrDefault(option, List.of());
    }

    int number(String option, int otherwise) {
        try {
            return find(option).map(Integer::parseInt).orElse(otherwise);
        } catch (NumberFormatException e) {
            throw wrong(option + " is a whole number, not '" + text(option) + "'.");
        }
    }

    Optional<CopyPlan.Mode> mode() {
        String text = text("--mode");
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "" -> Optional.empty();
            case "append" -> Optional.of(CopyPlan.Mode.APPEND);
            case "replace" -> Optional.of(CopyPlan.Mode.REPLACE);
            default -> throw wrong("--mode is append or replace, not '" + text + "'.");
        };
    }

    Map<String, List<String>> parameters() {
        Map<String, List<String>> parameters = new TreeMap<>();
        for (String text : texts("--param")) {
            parameters
                    .computeIfAbsent(name(text, "--param"), name -> new ArrayList<>())
                    .add(value(text));
        }
        return parameters;
    }

    private String name(String text, String option) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw wrong(option + " is NAME=VALUE, not '" + text + "'.");
        }
        return text.substring(0, equals);
    }

    private static String value(String text) {
        return text.substring(text.indexOf('=') + 1);
    }

    private PipitException wrong(String what) {
        return wrong(kind, what);
    }

    private static PipitException wrong(JobKind kind, String what) {
        return new PipitException(ErrorCode.INVALID_CONFIG, "Arguments of the job " + kind.label() + ": " + what);
    }
}
