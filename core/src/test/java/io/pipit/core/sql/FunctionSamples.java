package io.pipit.core.sql;

import io.pipit.core.block.Column;
import io.pipit.core.block.type.TypeParser;
import io.pipit.core.error.PipitException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out by trying which arguments a function takes and of which type its result is. */
final class FunctionSamples {
    /** Names of columns, which are also the words of the documentation, with their types. */
    private static final Map<String, String> COLUMNS = new LinkedHashMap<>();

    static {
        COLUMNS.put("text", "String");
        COLUMNS.put("number", "Int32");
        COLUMNS.put("time", "DateTime");
        COLUMNS.put("array", "Array(Int32)");
        COLUMNS.put("texts", "Array(String)");
        COLUMNS.put("map", "Map(String, Int32)");
        COLUMNS.put("tuple", "Tuple(a Int32, b Int32)");
        COLUMNS.put("real", "Float64");
        COLUMNS.put("date", "Date");
        COLUMNS.put("uuid", "UUID");
        COLUMNS.put("ipv4", "IPv4");
        COLUMNS.put("ipv6", "IPv6");
        COLUMNS.put("arrays", "Array(Array(Int32))");
        COLUMNS.put("positive", "UInt64");
        COLUMNS.put("time64", "DateTime64(3)");
    }

    private static final List<String> LITERALS = List.of(
            "2",
            "'text'",
            "'day'",
            "'UTC'",
            "'a'",
            "'Int32'",
            "'sum'",
            "'%Y'",
            "'(a)'",
            "INTERVAL 1 DAY",
            "[('a', 'b')]",
            "tuple(number)");
    private static final List<String> LAMBDAS =
            List.of("x -> x > 1", "(x, y) -> x + y", "(k, v) -> v > 1", "(k, v) -> (k, v)");

    private static final int TRIES = 1_200;
    /** Where trying would take long. */
    private static final Map<String, List<String>> KNOWN = Map.ofEntries(
            Map.entry("dateDiff", List.of("'day'", "time", "time")),
            Map.entry("age", List.of("'day'", "time", "time")),
            Map.entry("makeDateTime", List.of("number", "number", "number", "number", "number", "number")),
            Map.entry("makeDateTime64", List.of("number", "number", "number", "number", "number", "number")),
            Map.entry("widthBucket", List.of("number", "number", "number", "number")),
            Map.entry("greatCircleDistance", List.of("real", "real", "real", "real")),
            Map.entry("geoDistance", List.of("real", "real", "real", "real")),
            Map.entry("greatCircleAngle", List.of("real", "real", "real", "real")),
            Map.entry("LpDistance", List.of("array", "array", "2")),
            Map.entry("arrayFold", List.of("(x, y) -> x + y", "array", "number")),
            Map.entry("arrayReduceInRanges", List.of("'sum'", "[(1, 2)]", "array")));

    private final Dialect dialect = new Dialect();
    private final List<Column> columns = COLUMNS.entrySet().stream()
            .map(c -> new Column(c.getKey(), TypeParser.parse(c.getValue())))
            .toList();

    /**
     * A call that is right.
     *
     * @param arguments as they were tried
     * @param type of the result
     */
    record Sample(List<String> arguments, String type) {
        /** The arguments in the words of the documentation. */
        String words() {
            return String.join(", ", arguments);
        }
    }

    private int tries;

    /** Calls with as few arguments as the function takes, with different results; at most three. */
    List<Sample> of(String function, int least) {
        List<Sample> found = new ArrayList<>();
        tries = 0;
        List<String> known = KNOWN.getOrDefault(function, List.of());
        if (!known.isEmpty()) {
            type(function, known).ifPresent(t -> found.add(new Sample(known, t)));
            return found;
        }
        for (int count = Math.max(least, 0); count <= Math.max(least, 3) && found.isEmpty(); count++) {
            tryOut(function, new ArrayList<>(), count, found);
        }
        return found;
    }

    private void tryOut(String function, List<String> arguments, int more, List<Sample> found) {
        if (tries > TRIES || found.size() >= 3 || (arguments.size() >= 2 && !found.isEmpty())) {
            return;
        } else if (more == 0) {
            tries++;
            type(function, arguments)
                    .filter(t -> found.stream().noneMatch(f -> f.type().equals(t)))
                    .ifPresent(t -> found.add(new Sample(List.copyOf(arguments), t)));
            return;
        }
        List<String> candidates = new ArrayList<>(COLUMNS.keySet());
        candidates.addAll(arguments.isEmpty() && more > 1 ? LAMBDAS : List.of());
        candidates.addAll(LITERALS);
        for (String candidate : candidates) {
            arguments.add(candidate);
            tryOut(function, arguments, more - 1, found);
            arguments.remove(arguments.size() - 1);
        }
    }

    private Optional<String> type(String function, List<String> arguments) {
        try {
            String call = "`" + function + "`(" + String.join(", ", arguments) + ")";
            return Optional.of(
                    dialect.expression(call, "sample", 1, columns).type().toString());
        } catch (PipitException e) {
            return Optional.empty();
        }
    }
}
