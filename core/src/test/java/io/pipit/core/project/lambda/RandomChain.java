package io.pipit.core.project.lambda;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** Nodes one after the other, each with a result that is the same whatever the order of the rows. */
public final class RandomChain {
    private final Random random;
    private final List<String> nodes = new ArrayList<>();
    private final List<Map<String, String>> earlier = new ArrayList<>();
    private final int kinds;
    private Map<String, String> columns = new LinkedHashMap<>();

    /** Of this many nodes, and one that reads {@code source}. */
    public RandomChain(Random random, int length) {
        this(random, length, 8);
    }

    /** The same where nodes may put the results of earlier ones one below the other. */
    public static RandomChain withUnions(Random random, int length) {
        return new RandomChain(random, length, 11);
    }

    private RandomChain(Random random, int length, int kinds) {
        this.random = random;
        this.kinds = kinds;
        columns.put("id", "UInt32");
        columns.put("tenant", "String");
        columns.put("ts", "DateTime");
        columns.put("n", "Int64");
        columns.put("v", "UInt32");
        columns.put("note", "Nullable(String)");
        nodes.add(
                "SELECT id, tenant, ts, toInt64(n) AS n, v, note FROM source" + (random.nextBoolean() ? " FINAL" : ""));
        while (nodes.size() <= length) {
            grow();
        }
    }

    /** Their texts; each reads the one before it. */
    public List<String> nodes() {
        return nodes;
    }

    /** Of the result, with types. */
    public Map<String, String> columns() {
        return columns;
    }

    private void grow() {
        String from = " FROM n" + (nodes.size() - 1);
        while (earlier.size() < nodes.size()) {
            earlier.add(columns);
        }
        switch (random.nextInt(kinds)) {
            case 0 -> nodes.add("SELECT *" + from + " WHERE " + (columns.containsKey("n") ? "n % 3 != 0" : "1"));
            case 1 -> hour(from);
            case 2 ->
                nodes.add("SELECT *" + from + " ORDER BY " + latest() + " LIMIT " + (1 + random.nextInt(2)) + " BY "
                        + key());
            case 3 -> newest(from);
            case 4, 5 -> grouped(from);
            case 6 -> numbered(from);
            case 8, 9, 10 -> union();
            default -> distinct(from);
        }
    }

    /** Parts of the last node and of earlier ones that have the same columns, some of them made of others. */
    private void union() {
        List<String> parts = new ArrayList<>();
        int count = 2 + random.nextInt(2);
        while (parts.size() < count) {
            int node = parts.isEmpty() ? nodes.size() - 1 : random.nextInt(nodes.size());
            if (earlier.get(node).entrySet().containsAll(columns.entrySet())) {
                String some =
                        random.nextInt(3) == 0 ? "" : " WHERE cityHash64(" + key() + ") % 2 = " + parts.size() % 2;
                parts.add("SELECT "
                        + columns.keySet().stream()
                                .map(column -> made(column) + " AS " + column)
                                .collect(Collectors.joining(", "))
                        + " FROM n" + node + some);
            }
        }
        nodes.add(String.join(random.nextInt(4) == 0 ? " UNION DISTINCT " : " UNION ALL ", parts));
    }

    private String made(String column) {
        if (random.nextInt(3) > 0) {
            return column;
        }
        return switch (column) {
            case "id" -> "intDiv(id, 2)";
            case "tenant" -> random.nextInt(4) == 0 ? "'t1'" : "concat(tenant, '_')";
            case "ts" -> "toStartOfDay(ts)";
            default -> column;
        };
    }

    private String key() {
        List<String> names = columns.keySet().stream()
                .filter(c -> List.of("id", "tenant", "hour", "note").contains(c))
                .toList();
        if (names.isEmpty()) {
            return columns.keySet().iterator().next();
        }
        String first = names.get(random.nextInt(names.size()));
        String second = names.get(random.nextInt(names.size()));
        return first.equals(second) || random.nextBoolean() ? first : first + ", " + second;
    }

    /** All columns: rows that are equal in all of them are the same. */
    private String latest() {
        List<String> names = new ArrayList<>(columns.keySet());
        if (names.remove("v")) {
            names.add(0, "v DESC");
        }
        return String.join(", ", names);
    }

    private void hour(String from) {
        if (!columns.containsKey("ts")) {
            return;
        }
        boolean shadow = random.nextInt(3) == 0;
        columns = new LinkedHashMap<>(columns);
        if (shadow) {
            String others =
                    columns.keySet().stream().filter(c -> !c.equals("ts")).collect(Collectors.joining(", "));
            nodes.add("SELECT " + others + ", toStartOfHour(ts) AS ts" + from);
            String type = columns.remove("ts");
            columns.put("ts", type);
        } else if (columns.put("hour", "DateTime") == null) {
            nodes.add("SELECT *, toStartOfHour(ts) AS hour" + from);
        }
    }

    private void newest(String from) {
        Map<String, String> made = new LinkedHashMap<>();
        String order = columns.entrySet().stream()
                .filter(c -> !c.getValue().startsWith("Nullable"))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        if (columns.containsKey("v")) {
            order = "v, " + order;
        }
        List<String> items = new ArrayList<>();
        String key =
                columns.containsKey("id") ? "id" : columns.keySet().iterator().next();
        items.add(key);
        made.put(key, columns.get(key));
        for (Map.Entry<String, String> column : columns.entrySet()) {
            if (!column.getKey().equals(key) && !column.getValue().startsWith("Nullable")) {
                String pick = random.nextInt(4) == 0
                        ? "max(s." + column.getKey() + ")"
                        : "argMax(s." + column.getKey() + ", tuple(" + order.replaceAll("(\\w+)", "s.$1") + "))";
                items.add(pick + " AS " + column.getKey());
                made.put(column.getKey(), column.getValue());
            }
        }
        nodes.add("SELECT " + items.get(0).replaceFirst("^", "s.") + " AS " + key
                + items.stream().skip(1).map(i -> ", " + i).collect(Collectors.joining()) + from + " AS s GROUP BY s."
                + key);
        columns = made;
    }

    private void grouped(String from) {
        Map<String, String> made = new LinkedHashMap<>();
        List<String> keys = List.of(key().split(", "));
        List<String> items = new ArrayList<>(keys);
        keys.forEach(k -> made.put(k, columns.get(k)));
        items.add("count() AS c" + nodes.size());
        made.put("c" + nodes.size(), "UInt64");
        if (columns.containsKey("n") && !made.containsKey("n")) {
            items.add("sum(n) AS total");
            made.put("total", "Int64");
            items.add("max(n) AS n");
            made.put("n", "Int64");
        }
        for (String other : List.of("id", "tenant", "ts", "v")) {
            if (columns.containsKey(other) && !made.containsKey(other) && random.nextBoolean()) {
                items.add((random.nextBoolean() ? "max(" : "min(") + other + ") AS " + other);
                made.put(other, columns.get(other));
            }
        }
        if (columns.containsKey("id")) {
            items.add("uniqExact(" + from.strip().substring(5) + ".id) AS users");
            made.put("users", "UInt64");
        }
        // What the keys are called inside must not be what is made of them.
        List<String> qualified = new ArrayList<>();
        for (String item : items) {
            qualified.add(item);
        }
        nodes.add("SELECT "
                + String.join(", ", qualified)
                        .replaceAll(
                                "(max|min|sum)\\((\\w+)\\)",
                                "$1(" + from.strip().substring(5) + ".$2)")
                + from + " GROUP BY " + String.join(", ", keys));
        columns = made;
    }

    private void numbered(String from) {
        if (columns.containsKey("rn")) {
            return;
        }
        String window = "PARTITION BY " + key();
        String sum =
                columns.containsKey("n") ? ", sum(n) OVER (PARTITION BY " + key() + ") AS sum_n" + nodes.size() : "";
        nodes.add("SELECT *, row_number() OVER (" + window + " ORDER BY " + latest() + ") AS rn" + sum + from);
        columns = new LinkedHashMap<>(columns);
        columns.put("rn", "UInt64");
        if (!sum.isEmpty()) {
            columns.put("sum_n" + (nodes.size() - 1), "Int64");
        }
    }

    private void distinct(String from) {
        List<String> names = new ArrayList<>(columns.keySet());
        while (names.size() > 3) {
            names.remove(random.nextInt(names.size()));
        }
        nodes.add("SELECT DISTINCT " + String.join(", ", names) + from);
        Map<String, String> made = new LinkedHashMap<>();
        names.forEach(n -> made.put(n, columns.get(n)));
        columns = made;
    }
}
