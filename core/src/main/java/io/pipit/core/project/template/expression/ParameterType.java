package io.pipit.core.project.template.expression;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The types of parameters: each makes a value from a request's text, or refuses it. */
enum ParameterType {
    STRING("a text") {
        @Override
        Optional<Object> convert(String text) {
            return Optional.of(text);
        }
    },
    UUID("a UUID such as 61f0c404-5cb3-11e7-907b-a6006ad3dba0") {
        @Override
        Optional<Object> convert(String text) {
            return UUID_FORM.matcher(text.strip()).matches() ? Optional.of(text.strip()) : Optional.empty();
        }
    },
    INTEGER("a whole number") {
        @Override
        Optional<Object> convert(String text) {
            String plain = text.strip();
            return WHOLE.matcher(plain).matches() ? Optional.of(new BigInteger(plain)) : Optional.empty();
        }
    },
    FLOAT("a number") {
        @Override
        Optional<Object> convert(String text) {
            String plain = text.strip();
            if (!NUMBER.matcher(plain).matches() || plain.length() > 400) {
                return Optional.empty();
            }
            double value = Double.parseDouble(plain);
            return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
        }
    },
    BOOLEAN("true, false, 1 or 0") {
        @Override
        Optional<Object> convert(String text) {
            return switch (text.strip().toLowerCase(Locale.ROOT)) {
                case "true", "1" -> Optional.of(true);
                case "false", "0" -> Optional.of(false);
                default -> Optional.empty();
            };
        }
    },
    DATE("a date such as 2024-05-17") {
        @Override
        Optional<Object> convert(String text) {
            return DateTexts.date(text.strip()).map(Object::toString);
        }
    },
    DATE_TIME("a time such as 2024-05-17 10:05:03") {
        @Override
        Optional<Object> convert(String text) {
            return DateTexts.time(text.strip()).filter(t -> t.getNano() == 0).map(SECONDS::format);
        }
    },
    DATE_TIME_64("a time such as 2024-05-17 10:05:03.250") {
        @Override
        Optional<Object> convert(String text) {
            return DateTexts.time(text.strip()).map(ParameterType::withFraction);
        }
    },
    JSON("a JSON text") {
        @Override
        Optional<Object> convert(String text) {
            try {
                return Optional.ofNullable(value(MAPPER.readTree(text)));
            } catch (JsonProcessingException e) {
                return Optional.empty();
            }
        }
    },
    NAME("a name of letters, digits and '_'") {
        @Override
        Optional<Object> convert(String text) {
            String plain = text.strip();
            return IDENTIFIER.matcher(plain).matches() && plain.length() <= 200
                    ? Optional.of(new SqlText(plain, backticked(plain)))
                    : Optional.empty();
        }
    },
    NAMES("names with commas between them") {
        @Override
        Optional<Object> convert(String text) {
            List<String> names =
                    Arrays.stream(text.split(",")).map(String::strip).toList();
            boolean valid = !names.isEmpty()
                    && names.stream().allMatch(n -> IDENTIFIER.matcher(n).matches());
            return valid
                    ? Optional.of(new SqlText(
                            text, names.stream().map(ParameterType::backticked).collect(Collectors.joining(", "))))
                    : Optional.empty();
        }
    };

    private static final Set<String> UNITS =
            Set.of("second", "minute", "hour", "day", "week", "month", "quarter", "year");
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,80}");
    private static final Pattern NUMBER = Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,4})?");
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*){0,3}");
    private static final Pattern SIZED = Pattern.compile("(U?)Int(8|16|32|64|128|256)");
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(50)
                            .maxNumberLength(100)
                            .maxStringLength(1_000_000)
                            .build())
                    .build())
            .build();

    private final String expected;

    ParameterType(String expected) {
        this.expected = expected;
    }

    /** The value of a text, or nothing when the text is not of this type. */
    abstract Optional<Object> convert(String text);

    /** Half a sentence for errors. */
    String expected() {
        return expected;
    }

    /** A function's name with its type and, for whole numbers, the range. */
    record Named(String name, ParameterType type, BigInteger min, BigInteger max) {
        Optional<Object> convert(String text) {
            return type.convert(text).filter(this::inRange);
        }

        String expected() {
            return min == null ? type.expected() : type.expected() + " from " + min + " to " + max;
        }

        private boolean inRange(Object value) {
            return min == null
                    || (((BigInteger) value).compareTo(min) >= 0 && ((BigInteger) value).compareTo(max) <= 0);
        }
    }

    /** The type that a function of this name gives its parameter; arrays are made of these. */
    static Optional<Named> named(String function) {
        Matcher sized = SIZED.matcher(function.equals("Int") || function.equals("Integer") ? "Int32" : function);
        if (sized.matches()) {
            return Optional.of(integer(function, sized.group(1).isEmpty(), Integer.parseInt(sized.group(2))));
        }
        ParameterType type = switch (function) {
            case "String" -> STRING;
            case "UUID" -> UUID;
            case "Float", "Float32", "Float64" -> FLOAT;
            case "Boolean", "Bool" -> BOOLEAN;
            case "Date" -> DATE;
            case "DateTime" -> DATE_TIME;
            case "DateTime64" -> DATE_TIME_64;
            case "JSON" -> JSON;
            case "column", "Column", "symbol", "Symbol", "table", "Table", "TABLE" -> NAME;
            case "columns", "Columns" -> NAMES;
            default -> null;
        };
        return Optional.ofNullable(type).map(t -> new Named(function, t, null, null));
    }

    private static Named integer(String function, boolean signed, int bits) {
        BigInteger max = BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits).subtract(BigInteger.ONE);
        BigInteger min = signed ? max.negate().subtract(BigInteger.ONE) : BigInteger.ZERO;
        return new Named(function, INTEGER, min, max);
    }

    /** In backticks, since it may be a word of the language; but units of INTERVAL, which are none, are not read so. */
    private static String backticked(String name) {
        if (UNITS.contains(name.toLowerCase(Locale.ROOT))) {
            return name;
        }
        return Arrays.stream(name.split("\\.")).map(p -> "`" + p + "`").collect(Collectors.joining("."));
    }

    private static String withFraction(LocalDateTime time) {
        String text = SECONDS.format(time);
        if (time.getNano() == 0) {
            return text;
        }
        String nanos = String.format(Locale.ROOT, "%09d", time.getNano());
        return text + "." + nanos.replaceAll("(000)+$", "");
    }

    private static Object value(JsonNode node) {
        if (node.isTextual()) {
            return node.textValue();
        } else if (node.isBoolean()) {
            return node.booleanValue();
        } else if (node.isIntegralNumber()) {
            return Operations.bounded(node.bigIntegerValue());
        } else if (node.isNumber()) {
            return node.doubleValue();
        } else if (node.isArray()) {
            List<Object> items = new ArrayList<>();
            node.forEach(item -> items.add(value(item)));
            return items;
        } else if (node.isObject()) {
            Map<Object, Object> map = new LinkedHashMap<>();
            node.fields().forEachRemaining(e -> map.put(e.getKey(), value(e.getValue())));
            return map;
        }
        return null;
    }
}
