package io.pipit.jobs.copy;

import io.pipit.batch.copy.TemplateParameters;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.sql.FrozenTime;
import io.pipit.core.sql.TranslatedQuery;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Under which key a run is counted once (contract C5). */
final class RunKeys {
    /** How keys of scheduled runs begin. */
    static final String FIRING = CopyCoverage.FIRING;

    private static final String PARAMETERS = "with:";

    private RunKeys() {}

    /**
     * The key: the one that was given, else the schedule's firing, else, for an append, its parameters. A run without parameters, or one
     * whose result changes with time or with its own target, adds each time and has no key.
     *
     * @param repeatable whether the same parameters give the same rows
     */
    static String of(CopyRequest request, CopyPlan copy, Repeatable repeatable) {
        if (request.runKey().isPresent()) {
            return "key:" + request.runKey().get();
        }
        if (request.firing().isPresent()) {
            return FIRING
                    + request.firing().get()
                    + request.schedule().map(name -> " " + name).orElse("");
        }
        boolean append = request.mode().orElse(copy.mode()) == CopyPlan.Mode.APPEND;
        Map<String, List<String>> ofTheTemplate = ofTheTemplate(request.parameters());
        return append && repeatable == Repeatable.YES && !ofTheTemplate.isEmpty()
                ? PARAMETERS + new TemplateParameters(ofTheTemplate).text()
                : "";
    }

    /** The parameters without those that say how the work is divided. */
    static Map<String, List<String>> ofTheTemplate(Map<String, List<String>> parameters) {
        return TemplateParameters.of(parameters).values();
    }

    /** Whether the same parameters give the same rows from the same sources. */
    enum Repeatable {
        YES,
        NO
    }

    /** A query that reads its own target, the time or random values gives other rows each time. */
    static Repeatable repeatable(TranslatedQuery query, CopyPlan copy) {
        boolean changes = FrozenTime.asksForTime(query) || !FrozenTime.steady(query);
        return changes || query.tables().contains(copy.target()) ? Repeatable.NO : Repeatable.YES;
    }

    /** The time for which a schedule asked, in milliseconds since 1970, where it was one that asked. */
    static OptionalLong firing(String runKey) {
        return runKey.startsWith(FIRING)
                ? OptionalLong.of(
                        Instant.parse(runKey.substring(FIRING.length()).split(" ", 2)[0])
                                .toEpochMilli())
                : OptionalLong.empty();
    }

    /** The parameters of the template of which a key is made; empty for a key that somebody gave. */
    static Optional<Map<String, List<String>>> parameters(String runKey) {
        if (!runKey.startsWith(PARAMETERS)) {
            return Optional.empty();
        }
        return Optional.of(
                TemplateParameters.parse(runKey.substring(PARAMETERS.length())).values());
    }

    /** A key as people know it: what they gave, the time of a firing, or the parameters. */
    static String shown(String runKey) {
        return parameters(runKey).map(RunKeys::text).orElseGet(() -> runKey.substring(runKey.indexOf(':') + 1));
    }

    /** Parameters as people know them: {@code day=2026-03-04, user=a,b}. */
    static String text(Map<String, List<String>> parameters) {
        return new TreeMap<>(parameters)
                .entrySet().stream()
                        .map(parameter -> parameter.getKey() + "=" + String.join(",", parameter.getValue()))
                        .collect(Collectors.joining(", "));
    }

    /** Whether somebody who begins such a run wants its rows once: not so for firings, and for what adds each time. */
    static boolean once(String runKey) {
        return !runKey.isEmpty() && !runKey.startsWith(FIRING);
    }
}
