package io.pipit.serving.query;

import io.pipit.core.block.Identity;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.sql.MergeSql;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.serving.fresh.Generation;
import io.pipit.serving.fresh.LeasedTable;
import io.pipit.serving.state.TableView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says what each table of a query is read as: lake rows and fresh rows under the merge rule of its engine clause (contract C4). */
final class TableBinder {
    private final MergeSql merge = new MergeSql();

    /** The query as the engine runs it, and how much it reads. */
    BoundQuery bind(TranslatedQuery query, ReadPlan plan) {
        List<LeasedTable> leased = new ArrayList<>();
        Map<String, String> texts = new HashMap<>();
        long lakeRows = 0;
        long freshRows = 0;
        long bytes = 0;
        for (String name : query.tables()) {
            TableView table = plan.table(name);
            List<String> selects = new ArrayList<>();
            if (!table.lakeSql().isEmpty()) {
                selects.add("SELECT * FROM " + table.lakeSql());
                leased.addAll(table.segments());
                lakeRows += table.snapshot().rows();
                bytes += table.snapshot().files().stream()
                        .mapToLong(f -> f.bytes())
                        .sum();
            }
            FreshSelect fresh = new FreshSelect(plan, table);
            for (Generation generation : table.generations()) {
                var part = fresh.of(generation);
                if (part.isPresent()) {
                    selects.add(part.get().sql());
                    leased.add(generation);
                    freshRows += part.get().rows();
                    bytes += part.get().bytes();
                }
            }
            texts.put(name, text(table.spec(), selects, query.mergeFree().contains(name)));
        }
        return new BoundQuery(query.bindAnswer(texts::get), leased, lakeRows, freshRows, bytes);
    }

    private String text(TableSpec spec, List<String> selects, boolean mergeFree) {
        String rows = selects.isEmpty() ? nothing(spec) : '(' + String.join(" UNION ALL ", selects) + ')';
        return merge.read(spec, rows, mergeFree);
    }

    private static String nothing(TableSpec spec) {
        return Stream.concat(
                        Identity.COLUMNS.stream()
                                .map(c -> empty(c.name(), c.storage().toString())),
                        spec.columns().stream()
                                .map(c -> empty(c.name(), c.storage().toString())))
                .collect(Collectors.joining(", ", "(SELECT ", " WHERE false)"));
    }

    private static String empty(String column, String type) {
        return "CAST(NULL AS " + type + ") AS " + EngineSession.quoted(column);
    }
}
