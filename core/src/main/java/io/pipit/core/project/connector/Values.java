package io.pipit.core.project.connector;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.datafile.Directive;
import io.pipit.core.project.datafile.Section;
import io.pipit.core.project.pipe.Schedules;
import io.pipit.core.project.table.ProblemSink;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Checks of single values. A value from a secret is not known here and passes. */
final class Values {
    private final Section section;
    private final ProblemSink problems;

    Values(Section section, ProblemSink problems) {
        this.section = section;
        this.problems = problems;
    }

    boolean has(String directive) {
        return !section.value(directive).isEmpty();
    }

    Optional<Directive> find(String directive) {
        return section.find(directive);
    }

    /** A value that has to be there. */
    void needed(String directive, String owner, String example) {
        if (!has(directive)) {
            error(
                    section.line(),
                    ErrorCode.FILE_SYNTAX,
                    owner + " needs " + directive + ", for instance '" + directive + " " + example + "'.");
        }
    }

    /** One of several words, in any case. */
    void oneOf(String directive, List<String> words) {
        section.find(directive).filter(Values::known).ifPresent(d -> {
            String value = d.value().strip().toLowerCase(Locale.ROOT);
            if (words.stream().noneMatch(w -> w.equalsIgnoreCase(value))) {
                error(
                        d.line(),
                        ErrorCode.FILE_SYNTAX,
                        directive + " '" + d.value() + "' is not known; expected " + String.join(", ", words) + "."
                                + NearestName.hint(value, words));
            }
        });
    }

    void trueOrFalse(String directive) {
        oneOf(directive, List.of("true", "false", "1", "0"));
    }

    /** A cron line, or one of several words that start with {@code @}. */
    void schedule(String directive, List<String> words) {
        section.find(directive).filter(Values::known).ifPresent(d -> {
            boolean word =
                    words.stream().anyMatch(w -> w.equalsIgnoreCase(d.value().strip()));
            try {
                if (!word) {
                    Schedules.cron(d.value());
                }
            } catch (PipitException e) {
                error(d.line(), e.code(), e.getMessage().replace("COPY_SCHEDULE", directive));
            }
        });
    }

    void error(int line, ErrorCode code, String message) {
        problems.add(Severity.ERROR, code, line, message);
    }

    void warning(int line, String message) {
        problems.add(Severity.WARNING, ErrorCode.INVALID_PROJECT, line, message);
    }

    private static boolean known(Directive directive) {
        return !directive.value().isBlank() && !directive.value().contains("{{");
    }
}
