package io.pipit.serving.query;

import io.pipit.core.block.Identity;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.sql.MergeSql;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.serving.fresh.Generation;
import io.pipit.serving.fresh.LeasedTable;
import io.pipit.serving.lambda.LambdaReading;
import io.pipit.serving.lambda.SourceAt;
import io.pipit.serving.state.Offsets;
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
        Reading reading = new Reading(plan);
        Map<String, String> texts = new HashMap<>();
        for (String name : query.tables()) {
            TableView table = plan.table(name);
            String rows = plan.lambda().plans().containsKey(name) ? reading.keptFresh(table) : reading.rows(table);
            texts.put(name, text(table.spec(), rows, query.mergeFree().contains(name)));
        }
        return new BoundQuery(
                query.bindAnswer(texts::get),
                reading.leased,
                reading.lakeRows,
                reading.freshRows,
                reading.bytes,
                reading.stale,
                reading.outdated);
    }

    /** What is read of all tables. */
    private static final class Reading {
        private final ReadPlan plan;
        private final List<LeasedTable> leased = new ArrayList<>();
        private final List<LambdaReading.Stale> stale = new ArrayList<>();
        private long lakeRows;
        private long freshRows;
        private long bytes;
        private boolean outdated;

        Reading(ReadPlan plan) {
            this.plan = plan;
        }

        /** Lake rows and fresh rows; the empty text for none. */
        String rows(TableView table) {
            List<String> selects = new ArrayList<>(lake(table, leased));
            selects.addAll(fresh(table, leased));
            return selects.isEmpty() ? "" : '(' + String.join(" UNION ALL ", selects) + ')';
        }

        private List<String> lake(TableView table, List<LeasedTable> tables) {
            if (table.lakeSql().isEmpty()) {
                return List.of();
            }
            tables.addAll(table.segments());
            lakeRows += table.snapshot().rows();
            bytes += table.snapshot().files().stream().mapToLong(f -> f.bytes()).sum();
            return List.of("SELECT * FROM " + table.lakeSql());
        }

        private List<String> fresh(TableView table, List<LeasedTable> tables) {
            List<String> selects = new ArrayList<>();
            FreshSelect fresh = new FreshSelect(plan, table);
            for (Generation generation : table.generations()) {
                var part = fresh.of(generation);
                if (part.isPresent()) {
                    selects.add(part.get().sql());
                    tables.add(generation);
                    freshRows += part.get().rows();
                    bytes += part.get().bytes();
                }
            }
            return selects;
        }

        /** The last run of a copy, with what came since. */
        String keptFresh(TableView target) {
            TableView table =
                    plan.table(plan.lambda().plans().get(target.spec().name()).source());
            Reading ofSource = new Reading(plan);
            List<LeasedTable> tables = new ArrayList<>();
            Map<String, Offsets> positions = new HashMap<>();
            plan.topology().feeds(table.spec().name()).forEach(feed -> positions.put(feed, plan.position(feed)));
            SourceAt source =
                    new SourceAt(table, positions, ofSource.lake(table, tables), ofSource.fresh(table, tables), tables);
            LambdaReading reading = plan.lambda().read(target, source);
            lake(target, leased);
            leased.addAll(reading.tables());
            reading.stale().ifPresent(stale::add);
            freshRows += reading.rows();
            outdated |= reading.again();
            return reading.sql();
        }
    }

    private String text(TableSpec spec, String rows, boolean mergeFree) {
        return merge.read(spec, rows.isEmpty() ? nothing(spec) : rows, mergeFree);
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
