package io.pipit.core.project.pipe;

import io.pipit.core.project.EndpointPlan.Parameter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values for required parameters, so that a template's query can be checked before anybody asks for it. */
public final class SampleParameters {
    private SampleParameters() {}

    /** A value for each required parameter, or nothing when one cannot be guessed, as the name of a column. */
    public static Optional<Map<String, List<String>>> of(List<Parameter> parameters) {
        Map<String, List<String>> samples = new HashMap<>();
        for (Parameter parameter : parameters) {
            if (parameter.required()) {
                String sample = sample(parameter.type());
                if (sample.isEmpty()) {
                    return Optional.empty();
                }
                samples.put(parameter.name(), List.of(sample));
            }
        }
        return Optional.of(samples);
    }

    private static String sample(String type) {
        String element = type.startsWith("Array(") ? type.substring(6, type.length() - 1) : type;
        if (element.contains("Int") || element.startsWith("Float")) {
            return "1";
        }
        return switch (element) {
            case "Array", "String" -> "a";
            case "Boolean", "Bool" -> "true";
            case "Date" -> "2024-01-01";
            case "DateTime", "DateTime64" -> "2024-01-01 00:00:00";
            case "UUID" -> "00000000-0000-0000-0000-000000000000";
            case "JSON" -> "[]";
            default -> "";
        };
    }
}
