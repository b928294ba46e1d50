package io.pipit.core.sql;

import io.pipit.core.block.engine.WantedColumns;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A query in the engine's text with its tables left open, so that the same text reads a block, files or a merged table.
 *
 * @param pieces engine text; between piece i and piece i+1 stands table i
 * @param slots the name of the table in each gap
 * @param columns of the result, without the hidden ones of the keyed form
 * @param tables every stored table that it reads, in the order in which they are met: the first is the left-most after FROM; foreign ones
 *     are not among them
 * @param keyed whether the text is the keyed form; false when the plain form was asked for, or when the query cannot be keyed and
 *     has to run block by block
 * @param mergeFree tables whose merge may be skipped, since the query groups anyway and uses only matching -Merge functions
 * @param foreign what is read of foreign tables, by the name in the gap
 * @param withTotals the query with one more column, {@link #TOTALS}, which is true in one more, last row: that of WITH TOTALS
 * @param reads the columns that it reads, by table; see {@link #reads(String)}
 * @param beforeLimit how many rows there are before its LIMIT, where it has one
 */
public record TranslatedQuery(
        List<String> pieces,
        List<String> slots,
        List<OutputColumn> columns,
        Set<String> tables,
        boolean keyed,
        Set<String> mergeFree,
        Map<String, ForeignRead> foreign,
        Optional<TranslatedQuery> withTotals,
        Map<String, WantedColumns> reads,
        Optional<BeforeLimit> beforeLimit) {
    /** The column that tells the row of totals from the others. */
    public static final String TOTALS = "__totals";

    /** Copies everything. */
    public TranslatedQuery {
        pieces = List.copyOf(pieces);
        slots = List.copyOf(slots);
        columns = List.copyOf(columns);
        tables = Collections.unmodifiableSet(new LinkedHashSet<>(tables));
        mergeFree = Set.copyOf(mergeFree);
        foreign = Map.copyOf(foreign);
        reads = Map.copyOf(reads);
    }

    /** A query without foreign tables and totals, that may read all columns. */
    public TranslatedQuery(
            List<String> pieces,
            List<String> slots,
            List<OutputColumn> columns,
            Set<String> tables,
            boolean keyed,
            Set<String> mergeFree) {
        this(pieces, slots, columns, tables, keyed, mergeFree, Map.of(), Optional.empty(), Map.of(), Optional.empty());
    }

    /** The same with other texts of the engine, also where it computes what other databases are asked for; without totals. */
    TranslatedQuery withTexts(UnaryOperator<String> other) {
        Map<String, ForeignRead> there = new HashMap<>();
        foreign.forEach((place, read) -> there.put(place, read.withComputed(other)));
        return new TranslatedQuery(
                pieces.stream().map(other).toList(),
                slots,
                columns,
                tables,
                keyed,
                mergeFree,
                there,
                Optional.empty(),
                reads,
                Optional.empty());
    }

    /** Which columns of a table it reads; all where that is not known. */
    public WantedColumns reads(String table) {
        return reads.getOrDefault(table, WantedColumns.ALL);
    }

    /** The query for who shows an answer: with the row of totals, where it asks for one. */
    public TranslatedQuery answer() {
        return withTotals.orElse(this);
    }

    /** The same where each row also says how many there are before LIMIT; without that column where it is not counted. */
    public TranslatedQuery countedAnswer() {
        return withTotals.or(() -> beforeLimit.flatMap(BeforeLimit::counted)).orElse(this);
    }

    /** The engine's text, with what each table is read as: a table name or a parenthesised SELECT. */
    public String bind(Function<String, String> tableSql) {
        StringBuilder out = new StringBuilder(pieces.get(0));
        for (int i = 0; i < slots.size(); i++) {
            out.append(tableSql.apply(slots.get(i))).append(pieces.get(i + 1));
        }
        return out.toString();
    }
}
