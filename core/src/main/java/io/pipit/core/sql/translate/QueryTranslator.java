package io.pipit.core.sql.translate;

import io.pipit.core.block.Identity;
import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.BeforeLimit;
import io.pipit.core.sql.Relations;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.core.sql.TranslationMode;
import io.pipit.core.sql.aggregate.Aggregates;
import io.pipit.core.sql.function.FunctionRegistry;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.tree.Select;
import io.pipit.core.sql.tree.SetQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Translates whole queries. Stateless and thread-safe. */
public final class QueryTranslator {
    private final FunctionRegistry functions;
    private final Aggregates aggregates;

    /** Translates with these functions. */
    public QueryTranslator(FunctionRegistry functions, Aggregates aggregates) {
        this.functions = functions;
        this.aggregates = aggregates;
    }

    /** The query in the form that the mode asks for, or in the plain form where the keyed one is not possible. */
    public TranslatedQuery translate(SetQuery query, Relations relations, TranslationMode mode) {
        String source = mode.keyedSource();
        if (!source.isEmpty()) {
            try {
                return translate(query, relations, new Translation(functions, aggregates, source, true));
            } catch (NotKeyableException e) {
                // the plain form below runs block by block
            }
        }
        Translation plain = new Translation(functions, aggregates, source, false);
        if (mode.anyOrder() && query.operands().size() == 1 && query.operands().get(0) instanceof Select select) {
            plain.unordered = select;
        }
        return translate(query, relations, plain);
    }

    /** The text of each expression of the translated query, with where it stands. */
    public Map<String, SourcePosition> places(SetQuery query, Relations relations, TranslationMode mode) {
        String source = mode.keyedSource();
        Translation translation = new Translation(functions, aggregates, source, !source.isEmpty());
        translation.places = new HashMap<>();
        translate(query, relations, translation);
        Map<String, SourcePosition> places = new HashMap<>();
        translation.places.forEach((part, place) -> places.putIfAbsent(LambdaNames.apart(part), place));
        return places;
    }

    private static TranslatedQuery translate(SetQuery query, Relations relations, Translation translation) {
        Translated result = new SetTranslator(translation).translate(query, Environment.of(relations));
        if (translation.keyed && !result.keyed()) {
            throw new NotKeyableException("the query does not read the blocks");
        }
        String main = translation.keyed && result.multiplied() ? numbered(result) : result.sql();
        Optional<TranslatedQuery> withTotals =
                result.totals().map(t -> cut(withTotals(result, t), result, translation));
        return cut(main, result, translation, withTotals, beforeLimit(result, translation));
    }

    private static Optional<BeforeLimit> beforeLimit(Translated result, Translation translation) {
        return result.limited()
                .map(l -> new BeforeLimit(
                        l.count(), l.offset(), l.counted().map(counted -> cut(counted, result, translation))));
    }

    private static String withTotals(Translated result, String totals) {
        String columns =
                result.columns().stream().map(c -> SqlText.name(c.name())).collect(Collectors.joining(", "));
        String flag = SqlText.name(TranslatedQuery.TOTALS);
        return "SELECT " + columns + ", " + flag + " FROM (SELECT *, false AS " + flag
                + ", row_number() OVER () AS \"__place\" FROM (" + result.sql() + ") UNION ALL SELECT *, true, 0 FROM ("
                + totals + ")) ORDER BY " + flag + ", \"__place\"";
    }

    private static TranslatedQuery cut(String main, Translated result, Translation translation) {
        return cut(main, result, translation, Optional.empty(), Optional.empty());
    }

    private static TranslatedQuery cut(
            String main,
            Translated result,
            Translation translation,
            Optional<TranslatedQuery> withTotals,
            Optional<BeforeLimit> beforeLimit) {
        String text = LambdaNames.apart(translation.shared.assemble(main));
        List<String> pieces = new ArrayList<>();
        List<String> slots = new ArrayList<>();
        cut(text, pieces, slots);
        Set<String> tables = new LinkedHashSet<>(translation.tables);
        tables.retainAll(slots);
        Set<String> mergeFree = new LinkedHashSet<>(tables);
        mergeFree.removeAll(translation.needMerge);
        return new TranslatedQuery(
                pieces,
                slots,
                result.columns(),
                tables,
                translation.keyed,
                mergeFree,
                translation.foreign.of(text, slots),
                withTotals,
                translation.reads.of(text),
                beforeLimit);
    }

    /** Where rows of the source were multiplied, rows get running numbers within their block, in an order of their own. */
    private static String numbered(Translated result) {
        String columns =
                result.columns().stream().map(c -> SqlText.name(c.name())).collect(Collectors.joining(", "));
        return "SELECT \"_part\", \"_off\", CAST(row_number() OVER (PARTITION BY \"_part\", \"_off\" ORDER BY \""
                + Identity.ROW + "\", " + columns + ") - 1 AS INTEGER) AS \"_row\", \"_at\", " + columns + " FROM ("
                + result.sql() + ")";
    }

    private static void cut(String text, List<String> pieces, List<String> slots) {
        int at = 0;
        while (true) {
            int open = text.indexOf(SqlText.SLOT, at);
            if (open < 0) {
                pieces.add(text.substring(at));
                return;
            }
            int close = text.indexOf(SqlText.SLOT, open + 1);
            pieces.add(text.substring(at, open));
            slots.add(text.substring(open + 1, close));
            at = close + 1;
        }
    }
}
