package io.pipit.core.project.pipe;

import io.pipit.core.project.EndpointPlan.Parameter;
import io.pipit.core.project.template.TemplateSurvey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Requests with made-up values, so that the branches of a pipe's templates can be checked before anybody asks: without
 * optional parameters, with all of them, with each alone, and with each value that a branch compares a parameter with.
 */
public final class SampleRequests {
    private static final String TEXT = "a";
    private static final String NUMBER = "1";
    private static final Pattern MADE_UP = Pattern.compile(TEXT + "[0-9]+");
    private static final Pattern QUOTED = Pattern.compile("'([^']+)'");
    private static final int MOST = 80;
    private static final int VALUES_OF_ONE = 12;

    private final List<Parameter> parameters;
    private final Map<String, Set<String>> compared = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> numbers = new HashSet<>();
    private final Set<Map<String, List<String>>> requests = new LinkedHashSet<>();

    private SampleRequests(List<Parameter> parameters, Collection<TemplateSurvey> surveys) {
        this.parameters = parameters;
        surveys.forEach(s -> names.addAll(s.names()));
        surveys.forEach(s -> numbers.addAll(s.numbers()));
        surveys.forEach(s -> s.compared()
                .forEach((name, values) -> compared.computeIfAbsent(name, n -> new LinkedHashSet<>())
                        .addAll(values)));
    }

    /** The requests, that without optional parameters first; none when a required parameter cannot be guessed. */
    public static List<Map<String, List<String>>> of(List<Parameter> parameters, Collection<TemplateSurvey> surveys) {
        SampleRequests samples = new SampleRequests(parameters, surveys);
        samples.make();
        return new ArrayList<>(samples.requests);
    }

    /** A made-up value of a parameter's type, unless it is a name that cannot be made up. */
    public static Optional<String> value(Parameter parameter) {
        return Optional.of(sample(parameter)).filter(s -> !s.isEmpty());
    }

    /** The parameter of a request that has a text which was made up, not one that a branch compares it with. */
    public static Optional<String> madeUp(Map<String, List<String>> request, String text) {
        return MADE_UP.matcher(text).matches()
                ? request.entrySet().stream()
                        .filter(parameter -> parameter.getValue().equals(List.of(text)))
                        .map(Map.Entry::getKey)
                        .findFirst()
                : Optional.empty();
    }

    /**
     * Texts which a message quotes, and which are made of texts that were made up: {@code 'x_a0'} where the parameter has {@code a0}.
     * They say nothing about the pipe, unless its author wrote the same.
     */
    public static List<String> quoted(Map<String, List<String>> request, String message) {
        return QUOTED.matcher(message)
                .results()
                .map(quote -> quote.group(1))
                .filter(quote -> MADE_UP.matcher(quote)
                        .results()
                        .anyMatch(text -> madeUp(request, text.group()).isPresent()))
                .toList();
    }

    private void make() {
        Map<String, List<String>> least = new LinkedHashMap<>();
        Map<String, List<String>> most = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            Optional<String> value = values(parameter).stream().findFirst();
            if (parameter.required() && value.isEmpty()) {
                return;
            } else if (parameter.required()) {
                least.put(parameter.name(), List.of(value.get()));
            }
            value.ifPresent(v -> most.put(parameter.name(), List.of(v)));
        }
        requests.add(least);
        requests.add(most);
        for (Parameter parameter : parameters) {
            for (String value : values(parameter)) {
                add(least, parameter, value);
                add(most, parameter, value);
            }
            Map<String, List<String>> without = new LinkedHashMap<>(most);
            without.remove(parameter.name());
            if (!parameter.required() && requests.size() < MOST) {
                requests.add(without);
            }
        }
    }

    private void add(Map<String, List<String>> base, Parameter parameter, String value) {
        if (requests.size() < MOST) {
            Map<String, List<String>> request = new LinkedHashMap<>(base);
            request.put(parameter.name(), List.of(value));
            requests.add(request);
        }
    }

    private List<String> values(Parameter parameter) {
        Set<String> values = new LinkedHashSet<>(compared.getOrDefault(parameter.name(), Set.of()));
        values.remove("");
        String sample = names.contains(parameter.name()) ? parameter.defaultValue() : sample(parameter);
        if (sample.equals(TEXT)) {
            // Each parameter has a text of its own, so that one which does not fit tells whose it is.
            values.add(numbers.contains(parameter.name()) ? NUMBER : TEXT + parameters.indexOf(parameter));
        } else if (!sample.isEmpty()) {
            values.add(sample);
        }
        return values.stream().limit(VALUES_OF_ONE).toList();
    }

    private static String sample(Parameter parameter) {
        String type = parameter.type();
        String element = type.startsWith("Array(") ? type.substring(6, type.length() - 1) : type;
        if (element.contains("Int") || element.startsWith("Float")) {
            return NUMBER;
        }
        return switch (element) {
            case "Array", "String" -> TEXT;
            case "Boolean", "Bool" -> "true";
            case "Date" -> "2024-01-01";
            case "DateTime", "DateTime64" -> "2024-01-01 00:00:00";
            case "UUID" -> "00000000-0000-0000-0000-000000000000";
            case "JSON" -> parameter.defaultValue().isEmpty() ? "[]" : parameter.defaultValue();
            default -> parameter.defaultValue(); // the name of a column or a table cannot be made up
        };
    }
}
