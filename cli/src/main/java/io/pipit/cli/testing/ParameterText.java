package io.pipit.cli.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads parameters as test files have them: {@code a=1&b=2}, where values are mostly not encoded. So {@code +} is a plus, a blank
 * is a blank, and only what is surely percent-encoded is decoded.
 */
final class ParameterText {
    private ParameterText() {}

    static Map<String, List<String>> parse(String text) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        String plain = text.strip();
        for (String part : (plain.startsWith("?") ? plain.substring(1) : plain).split("&")) {
            int equals = part.indexOf('=');
            String name = (equals < 0 ? part : part.substring(0, equals)).strip();
            if (!name.isEmpty()) {
                String value = equals < 0 ? "" : part.substring(equals + 1).strip();
                parameters
                        .computeIfAbsent(decoded(name), n -> new ArrayList<>())
                        .add(decoded(value));
            }
        }
        return parameters;
    }

    /** The other way round: only what would be misread is encoded. */
    static String of(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(e -> e.getKey() + "="
                        + e.getValue().replace("%", "%25").replace("&", "%26").replace("\n", "%0A"))
                .collect(Collectors.joining("&"));
    }

    private static String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] from = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < from.length; i++) {
            int value = from[i] == '%' && i + 2 < from.length ? hex(from[i + 1]) * 16 + hex(from[i + 2]) : -1;
            if (value >= 0) {
                bytes.write(value);
                i += 2;
            } else {
                bytes.write(from[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            return text; // LIKE '%af%' is no encoding
        }
    }

    /** So far below zero that no second digit makes up for it. */
    private static int hex(byte c) {
        int digit = Character.digit(c, 16);
        return digit < 0 ? -1_000 : digit;
    }
}
