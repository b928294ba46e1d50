package io.pipit.batch.copy;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The parameters of a run that its template takes, without those that say how the work is divided.
 *
 * @param values by name, sorted
 */
public record TemplateParameters(Map<String, List<String>> values) {
    /** Of all parameters of a run. */
    public static TemplateParameters of(Map<String, List<String>> parameters) {
        Map<String, List<String>> values = new TreeMap<>(parameters);
        values.keySet().removeAll(List.of(Batches.BY, Batches.SIZE));
        return new TemplateParameters(values);
    }

    /** Of a text that {@link #text} gave. */
    public static TemplateParameters parse(String text) {
        Map<String, List<String>> values = new TreeMap<>();
        for (String parameter : text.isEmpty() ? new String[0] : text.split("&", -1)) {
            String[] parts = parameter.split("=", 2);
            values.computeIfAbsent(decoded(parts[0]), name -> new ArrayList<>()).add(decoded(parts[1]));
        }
        return new TemplateParameters(values);
    }

    /** One text for the same parameters, always. */
    public String text() {
        return values.entrySet().stream()
                .flatMap(e -> e.getValue().stream().map(value -> encoded(e.getKey()) + "=" + encoded(value)))
                .collect(Collectors.joining("&"));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
