package io.pipit.jobs.reconcile.shown;

import io.pipit.core.block.Identity;
import io.pipit.core.block.PositionVector;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.ResultMapper;
import io.pipit.core.block.type.DataType;
import io.pipit.core.project.reconcile.ReconcileDefinition;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.jobs.reconcile.compare.Entry;
import io.pipit.jobs.reconcile.compare.Range;
import io.pipit.jobs.reconcile.compare.RangeSum;
import io.pipit.jobs.reconcile.compare.Side;
import io.pipit.jobs.reconcile.source.Canonical;
import io.pipit.jobs.reconcile.source.Times;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The rows of a data source. Whether an id is there is asked of all rows that were accepted, also of those that a merge hides: what was
 * deleted or replaced is not missing.
 */
public final class ShownTable implements Side {
    private static final long STEP_NANOS = 100_000_000;
    private static final int LOOKED_UP = 20_000;
    private static final long MICROS_OF_SECOND = 1_000_000;
    private static final long MICROS_OF_DAY = 86_400 * MICROS_OF_SECOND;
    private static final int MICRO_DIGITS = 6;
    private static final String ALMOST_ALL = "0.99";
    private static final int ENOUGH_ROWS = 20;
    private static final long LATE_MICROS = 3_600 * MICROS_OF_SECOND;

    private final ShownRows rows;
    private final TableSpec table;
    private final String idColumn;
    private final String id;
    private final String time;
    private final String hashed;
    private PositionVector atLeast;

    /**
     * Of a data source.
     *
     * @param contents what is compared besides the ids
     */
    public ShownTable(ShownRows rows, TableSpec table, ReconcileDefinition definition, List<Canonical> contents) {
        this(rows, table, definition.idColumn(), definition.timeColumn(), contents);
    }

    /** Of which nothing but ids is asked. */
    public ShownTable(ShownRows rows, TableSpec table, String idColumn) {
        this(rows, table, idColumn, idColumn, List.of());
    }

    private ShownTable(ShownRows rows, TableSpec table, String idColumn, String timeColumn, List<Canonical> contents) {
        this.rows = rows;
        this.table = table;
        this.idColumn = idColumn;
        this.id = EngineSession.quoted(idColumn);
        this.time = EngineSession.quoted(timeColumn);
        this.hashed = contents.stream().map(Canonical::shown).collect(Collectors.joining(" || '|' || "));
        this.atLeast = rows.accepted(table.name());
    }

    /** From now on everything is seen that is accepted now. */
    public void renew() {
        atLeast = rows.accepted(table.name());
    }

    /** Returns when queries show everything that is accepted now. */
    public void await() {
        renew();
        rows.awaitShown(atLeast);
    }

    /** Returns when none of these ids is there any more, or the time is over: a commit is seen a moment after it. */
    public void awaitGone(Collection<String> ids, long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        while (!present(ids).isEmpty()
                && System.nanoTime() < end
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(STEP_NANOS);
        }
    }

    /** The position that is seen at least. */
    public PositionVector position() {
        return atLeast;
    }

    /** How exactly times are kept, in microseconds. */
    public static long precisionMicros(DataType type) {
        DataType bare = type.bare();
        if (bare instanceof DataType.DateTime64Type t) {
            return (long) Math.pow(10, MICRO_DIGITS - Math.min(MICRO_DIGITS, t.precision()));
        }
        return bare instanceof DataType.DateType ? MICROS_OF_DAY : MICROS_OF_SECOND;
    }

    @Override
    public Map<Long, RangeSum> sums(Range range, long widthMicros) {
        String text = "CAST(" + id + " AS VARCHAR)" + (hashed.isEmpty() ? "" : " || '|' || " + hashed);
        return ask(
                "SELECT (" + micros() + " - " + range.fromMicros() + ") // " + widthMicros
                        + " AS part, count(*), CAST(sum(" + hash(text) + ") AS VARCHAR) FROM ",
                " AS t WHERE " + within(range) + " GROUP BY 1",
                false,
                result -> {
                    Map<Long, RangeSum> sums = new HashMap<>();
                    while (result.next()) {
                        sums.put(result.getLong(1), new RangeSum(result.getLong(2), result.getString(3)));
                    }
                    return sums;
                });
    }

    @Override
    public List<Entry> entries(Range range) {
        return entries(within(range));
    }

    @Override
    public List<Entry> entries(Collection<String> ids) {
        renew();
        List<Entry> entries = new ArrayList<>();
        inPieces(ids, some -> entries.addAll(entries(among(some))));
        return entries;
    }

    private List<Entry> entries(String condition) {
        return ask(
                "SELECT CAST(" + id + " AS VARCHAR), " + micros() + ", "
                        + (hashed.isEmpty() ? "''" : "CAST(" + hash(hashed) + " AS VARCHAR)") + " FROM ",
                " AS t WHERE " + condition,
                false,
                result -> {
                    List<Entry> entries = new ArrayList<>();
                    while (result.next()) {
                        entries.add(new Entry(result.getString(1), result.getLong(2), result.getString(3)));
                    }
                    return entries;
                });
    }

    @Override
    public Set<String> present(Collection<String> ids) {
        Set<String> there = new HashSet<>();
        inPieces(ids, some -> there.addAll(presentOf(some)));
        return there;
    }

    private static void inPieces(Collection<String> ids, Consumer<List<String>> each) {
        List<String> all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += LOOKED_UP) {
            each.accept(all.subList(from, Math.min(all.size(), from + LOOKED_UP)));
        }
    }

    private String among(List<String> ids) {
        String list = ids.stream().map(ShownTable::literal).collect(Collectors.joining(", ", "[", "]"));
        return id + " IN (SELECT TRY_CAST(unnest(" + list + ") AS "
                + table.column(idColumn).orElseThrow().storage() + "))";
    }

    private Set<String> presentOf(List<String> ids) {
        return ask("SELECT DISTINCT CAST(" + id + " AS VARCHAR) FROM ", " AS t WHERE " + among(ids), true, result -> {
            Set<String> there = new HashSet<>();
            while (result.next()) {
                there.add(result.getString(1));
            }
            return there;
        });
    }

    /**
     * How long after their own time almost all rows of a range were accepted, in microseconds; nothing when there are too few of them to
     * tell. Rows that came very late are not looked at.
     *
     * @param without rows that were accepted in one of these ranges do not tell either
     */
    public OptionalLong lagMicros(Range range, List<Range> without) {
        String lag = "epoch_us(" + Identity.AT + ") - " + micros();
        return ask(
                "SELECT count(*), CAST(coalesce(quantile_disc(" + lag + ", " + ALMOST_ALL + "), 0) AS BIGINT) FROM ",
                " AS t WHERE " + within(range) + " AND " + lag + " BETWEEN 0 AND " + LATE_MICROS
                        + without.stream()
                                .map(other -> " AND epoch_us(" + Identity.AT + ") NOT BETWEEN " + other.fromMicros()
                                        + " AND " + other.toMicros())
                                .collect(Collectors.joining()),
                true,
                result -> result.next() && result.getLong(1) >= ENOUGH_ROWS
                        ? OptionalLong.of(result.getLong(2))
                        : OptionalLong.empty());
    }

    private <T> T ask(String before, String after, boolean unmerged, ResultMapper<T> mapper) {
        Set<String> tables = Set.of(table.name());
        TranslatedQuery query = new TranslatedQuery(
                List.of(before, after), List.of(table.name()), List.of(), tables, false, unmerged ? tables : Set.of());
        return rows.ask(query, atLeast, mapper);
    }

    private String micros() {
        return "epoch_us(CAST(" + time + " AS TIMESTAMP))";
    }

    private static String hash(String text) {
        return "CAST('0x' || substr(md5(" + text + "), 1, 15) AS BIGINT)";
    }

    private String within(Range range) {
        String condition = time + " >= " + time(range.fromMicros()) + " AND " + time + " < " + time(range.toMicros());
        if (range.shares() > 1) {
            int digits = Integer.toHexString(range.shares() - 1).length();
            condition += " AND substr(md5(CAST(" + id + " AS VARCHAR)), 1, " + digits + ") = '"
                    + String.format(Locale.ROOT, "%0" + digits + "x", range.share()) + "'";
        }
        return condition;
    }

    private static String time(long micros) {
        return "TIMESTAMP '" + Times.text(micros) + "'";
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
