package io.pipit.cli.checker;

import io.pipit.cli.checker.Answer.Cells;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** The tables of the checker's project: how each is asked, and what it must say. */
enum Table {
    RAW(
            "ticks",
            false,
            totals("count()", "sum(value)", "uniqExact(event_id)", "argMax(value, version)", "ticks"),
            (m, k) -> m.raw().total()),
    ROWS(
            "ticks",
            false,
            totals("count()", "sum(value)", "uniqExact(event_id)", "argMax(value, version)", "ticks_rows"),
            (m, k) -> m.views().total()),
    MINUTES("ticks", false, states("ticks_by_minute"), (m, k) -> m.views().total()),
    WRITERS("ticks", false, states("ticks_by_writer"), (m, k) -> m.views().total()),
    STRICT(
            "ticks",
            false,
            totals("count()", "sum(value)", "0", "0", "ticks_strict"),
            (m, k) -> m.strict().countAndSum()),
    LATEST(
            "ticks",
            true,
            rows("1", "value", "ticks_latest"),
            (m, k) -> m.views().newestOfKey(k)),
    SUMS("ticks", true, rows("n", "total", "ticks_sums"), (m, k) -> m.views().ofKey(k)),
    PULSES(
            "pulses",
            false,
            totals("count()", "sum(value)", "uniqExact(event_id)", "argMax(value, version)", "pulses"),
            (m, k) -> m.raw().total()),
    PULSE_SUMS(
            "pulses",
            true,
            rows("n", "total", "pulses_sums"),
            (m, k) -> m.views().ofKey(k)),
    /** Of several versions, each of which stamps its rows. */
    STAMPED("ticks", false, "", (m, k) -> m.views().countAndSum()),
    SNAPSHOT(
            "ticks",
            false,
            totals("count()", "sum(value)", "uniqExact(event_id)", "argMax(value, version)", "ticks_snapshot"),
            (m, k) -> m.raw().total()),
    FRESH("ticks", true, rows("n", "total", "ticks_fresh"), (m, k) -> m.raw().ofKey(k)),
    FRESH_LATEST(
            "ticks",
            false,
            "writer AS w, toInt32(0) AS k, keys AS c, total AS s, toInt64(0) AS u, toInt64(0) AS m FROM ticks_fresh_latest",
            (m, k) -> m.views().newest());

    /** Those that stream; a snapshot is as old as its copy. */
    static final List<Table> LIVE = Arrays.stream(values())
            .filter(t -> t != STAMPED && t != SNAPSHOT && t != FRESH && t != FRESH_LATEST)
            .toList();

    private final String source;
    private final boolean keyed;
    private final String select;
    private final BiFunction<Model, Integer, Cells> expected;

    Table(String source, boolean keyed, String select, BiFunction<Model, Integer, Cells> expected) {
        this.source = source;
        this.keyed = keyed;
        this.select = select;
        this.expected = expected;
    }

    static Table named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** One query over some tables. */
    static String query(List<Table> tables) {
        return tables.stream()
                        .map(t -> "SELECT '" + t.name().toLowerCase(Locale.ROOT) + "' AS t, " + t.select)
                        .collect(Collectors.joining("\nUNION ALL\n"))
                + "\nFORMAT JSON";
    }

    /** The landing data source that it comes from. */
    String source() {
        return source;
    }

    /** Whether its counts and sums grow by those of the events. */
    boolean additive() {
        return this != LATEST && this != FRESH_LATEST;
    }

    int keys() {
        return keyed ? Event.KEYS : 1;
    }

    /** What it must say; null where it has no row. */
    Cells expected(Model model, int key) {
        Cells cells = expected.apply(model, key);
        return cells == null || cells.count() == 0 ? null : cells;
    }

    private static String totals(String count, String sum, String ids, String newest, String table) {
        return "writer AS w, toInt32(0) AS k, toInt64(" + count + ") AS c, toInt64(" + sum + ") AS s, toInt64(" + ids
                + ") AS u, toInt64(" + newest + ") AS m FROM " + table + " GROUP BY writer";
    }

    private static String states(String table) {
        return totals("countMerge(ticks)", "sumMerge(total)", "uniqMerge(ids)", "argMaxMerge(newest)", table);
    }

    private static String rows(String count, String sum, String table) {
        return "writer AS w, key AS k, toInt64(" + count + ") AS c, toInt64(" + sum
                + ") AS s, toInt64(0) AS u, toInt64(0) AS m FROM " + table + " FINAL";
    }
}
