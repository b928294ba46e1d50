package io.pipit.core.config;

import io.pipit.core.error.Article;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** Texts to values; the message of an {@code IllegalArgumentException} says what was expected. */
final class ConfigValue {
    private ConfigValue() {}

    static Object parse(Class<?> type, String text, Setting setting) {
        Object value = convert(type, text);
        long amount = amount(value);
        if (amount < setting.min() || amount > setting.max()) {
            throw new IllegalArgumentException(range(type, setting));
        }
        return value;
    }

    private static Object convert(Class<?> type, String text) {
        if (type == String.class) {
            return text;
        }
        if (type == ByteSize.class) {
            return ByteSize.parse(text);
        }
        if (type == Duration.class) {
            return DurationText.parse(text);
        }
        if (type == Retention.class) {
            return Retention.parse(text);
        }
        if (type == int.class) {
            return integer(text);
        }
        if (type == boolean.class) {
            return flag(text);
        }
        if (type == Map.class) {
            return PropertyText.parse(text);
        }
        if (type.isEnum()) {
            return constant(type, text);
        }
        throw new IllegalStateException("No way to read " + Article.with(type));
    }

    private static int integer(String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a whole number", e);
        }
    }

    private static boolean flag(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("true or false");
        };
    }

    private static Object constant(Class<?> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(c -> c.toString().equalsIgnoreCase(text.strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("one of " + Arrays.toString(type.getEnumConstants())));
    }

    private static long amount(Object value) {
        if (value instanceof Integer number) {
            return number;
        }
        if (value instanceof ByteSize size) {
            return size.bytes();
        }
        return value instanceof Duration duration ? duration.toMillis() : 0;
    }

    private static String range(Class<?> type, Setting setting) {
        String unit = type == ByteSize.class ? " bytes" : type == Duration.class ? " ms" : "";
        if (setting.max() == Long.MAX_VALUE) {
            return "at least " + setting.min() + unit;
        }
        return setting.min() == Long.MIN_VALUE
                ? "at most " + setting.max() + unit
                : "between " + setting.min() + " and " + setting.max() + unit;
    }
}
