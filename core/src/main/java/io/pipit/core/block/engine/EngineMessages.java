package io.pipit.core.block.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the engine says of values and queries, in the words of the dialect and with what to do about it. */
final class EngineMessages {
    private record Rule(Pattern pattern, Function<MatchResult, String> text) {}

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("TINYINT", "Int8"),
            Map.entry("INT8", "Int8"),
            Map.entry("SMALLINT", "Int16"),
            Map.entry("INT16", "Int16"),
            Map.entry("INTEGER", "Int32"),
            Map.entry("INT32", "Int32"),
            Map.entry("BIGINT", "Int64"),
            Map.entry("INT64", "Int64"),
            Map.entry("HUGEINT", "Int128"),
            Map.entry("INT128", "Int128"),
            Map.entry("UTINYINT", "UInt8"),
            Map.entry("UINT8", "UInt8"),
            Map.entry("USMALLINT", "UInt16"),
            Map.entry("UINT16", "UInt16"),
            Map.entry("UINTEGER", "UInt32"),
            Map.entry("UINT32", "UInt32"),
            Map.entry("UBIGINT", "UInt64"),
            Map.entry("UINT64", "UInt64"),
            Map.entry("UHUGEINT", "UInt128"),
            Map.entry("UINT128", "UInt128"),
            Map.entry("FLOAT", "Float32"),
            Map.entry("DOUBLE", "Float64"),
            Map.entry("VARCHAR", "String"),
            Map.entry("BOOL", "Bool"),
            Map.entry("BOOLEAN", "Bool"),
            Map.entry("DATE", "Date"),
            Map.entry("TIMESTAMP", "DateTime"));

    /** The beginnings of what is wrong with a regular expression. */
    private static final String REGEX =
            "(missing [)\\]]|unexpected \\)|no argument for repetition operator|bad repetition operator"
                    + "|invalid (?:escape sequence|character class range|perl operator|named capture group|repetition size"
                    + "|character class|group name)|trailing \\\\|pattern too large[^:]*): ?(.*)";

    private static final List<Rule> RULES = List.of(
            rule(
                    "Could not convert string 'The text \"(.*)\" is not an integer' to .*",
                    m -> notA(m.group(1), "an integer")),
            rule(
                    "(?:Could not convert string|Failed to cast value:?) ['\"](.*)['\"] to '?([A-Z0-9]+(?:\\([0-9, ]+\\))?)'?.*",
                    m -> notA(m.group(1), article(type(m.group(2))))),
            rule("Could not cast value (\\S+) to (\\S+).*", m -> tooLarge("The value " + m.group(1), type(m.group(2)))),
            rule(
                    "Type \\w+ with value (\\S+) can't be cast because the value is out of range for the destination type (\\w+)",
                    m -> tooLarge("The value " + m.group(1), type(m.group(2)))),
            rule(
                    "Casting value \"(.*)\" to type (\\S+) failed: value is out of range!?",
                    m -> tooLarge("The value " + m.group(1), type(m.group(2)))),
            rule(
                    "(?:invalid )?(?:timestamp|date|time) field (?:format|value out of range): \"(.*?)\".*",
                    m -> "'" + m.group(1)
                            + "' is not a date or a time such as '2024-12-31 23:59:59'. parseDateTimeBestEffort "
                            + "reads other forms; the functions that end in OrNull and OrZero take values that cannot be read."),
            rule(
                    "Overflow in (\\w+) of (\\w+) \\((.*)\\)!?",
                    m -> tooLarge("The result of " + m.group(3), type(m.group(2)))),
            rule(
                    "More than one row returned by a subquery.*",
                    m ->
                            "A sub-query that stands for one value gives several rows. Add LIMIT 1, or an aggregate such as any(...)."),
            rule(
                    "Division by zero in expression.*",
                    m ->
                            "A number is divided by zero. Use intDivOrZero or moduloOrZero, or nullIf(x, 0) as the divisor."),
            rule(
                    REGEX,
                    m -> "The pattern '" + m.group(2) + "' is not a regular expression of RE2: " + m.group(1)
                            + ". In a query a backslash is written twice, as in '\\\\d+'."),
            rule(
                    "Unknown TimeZone '(.*)'!?",
                    m -> "There is no time zone '" + m.group(1) + "'; zones are named as 'Europe/Madrid' or 'UTC'."),
            rule(
                    "The map key list does not align with the map value list.*",
                    m -> "The arrays of keys and of values are not of one length, as a map of them needs."),
            rule(
                    "Map keys can not be NULL.*",
                    m -> "A key of a map is NULL; leave such rows out, or use ifNull(key, '')."),
            rule(
                    "Period must be greater than 0",
                    m -> "The length of a period is not greater than 0; toStartOfInterval needs one that is."),
            rule(
                    "(?:Lists larger than|Cannot create a string of size|.*maximum (?:supported )?string size).*",
                    m ->
                            "An array or a text gets too large: the limit is four billion members or bytes. Make fewer at once."),
            rule(
                    "Malformed JSON at byte (\\d+).*?: (.*)",
                    m -> "A text is not JSON, at byte " + m.group(1) + ": " + m.group(2)
                            + ". isValidJSON tells texts that are."),
            rule(
                    "Max expression depth limit.*|Maximum recursion depth.*|maximum tree depth.*",
                    m -> "The query is nested too deep; take parts of it out into WITH or into nodes of their own."));

    private EngineMessages() {}

    private static Rule rule(String pattern, Function<MatchResult, String> text) {
        return new Rule(Pattern.compile(pattern, Pattern.DOTALL | Pattern.CASE_INSENSITIVE), text);
    }

    /** What a detail means; empty when it is not known. */
    static Optional<String> known(String detail) {
        for (Rule rule : RULES) {
            Matcher matcher = rule.pattern().matcher(detail);
            if (matcher.matches()) {
                return Optional.of(rule.text().apply(matcher.toMatchResult()));
            }
        }
        return Optional.empty();
    }

    /** For a text that the engine cannot make sense of: a fault of the translation. */
    static String refused(String detail) {
        return "The translation of the query is refused: " + detail
                + " This is a fault of Pipit, not of the data; writing that part of the query in another way may help.";
    }

    private static String notA(String value, String what) {
        return "'" + value + "' is not " + what
                + ". The functions that end in OrNull and OrZero take values that cannot be converted.";
    }

    private static String tooLarge(String what, String type) {
        return what + " does not fit into " + article(type)
                + ". Convert to a wider type first, as with toInt64 or toFloat64.";
    }

    private static String type(String name) {
        return name.startsWith("DECIMAL")
                ? "Decimal" + name.substring("DECIMAL".length())
                : TYPES.getOrDefault(name, name);
    }

    private static String article(String type) {
        return (type.startsWith("I") ? "an " : "a ") + type;
    }
}
