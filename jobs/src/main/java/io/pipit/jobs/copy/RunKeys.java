package io.pipit.jobs.copy;

import io.pipit.batch.copy.Batches;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.sql.FrozenTime;
import io.pipit.core.sql.TranslatedQuery;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
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
                ? PARAMETERS + encoded(ofTheTemplate)
                : "";
    }

    /** The parameters without those that say how the work is divided. */
    static Map<String, List<String>> ofTheTemplate(Map<String, List<String>> parameters) {
        Map<String, List<String>> ofTheTemplate = new TreeMap<>(parameters);
        ofTheTemplate.keySet().removeAll(List.of(Batches.BY, Batches.SIZE));
        return ofTheTemplate;
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

    private static String encoded(Map<String, List<String>> parameters) {
        return new TreeMap<>(parameters)
                .entrySet().stream()
                        .flatMap(e -> e.getValue().stream().map(value -> encoded(e.getKey()) + "=" + encoded(value)))
                        .collect(Collectors.joining("&"));
    }

    /** The parameters of the template of which a key is made; empty for a key that somebody gave. */
    static Optional<Map<String, List<String>>> parameters(String runKey) {
        if (!runKey.startsWith(PARAMETERS)) {
            return Optional.empty();
        }
        Map<String, List<String>> parameters = new TreeMap<>();
        for (String parameter : runKey.substring(PARAMETERS.length()).split("&", -1)) {
            String[] parts = parameter.split("=", 2);
            parameters
                    .computeIfAbsent(decoded(parts[0]), name -> new ArrayList<>())
                    .add(decoded(parts[1]));
        }
        return Optional.of(parameters);
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

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
