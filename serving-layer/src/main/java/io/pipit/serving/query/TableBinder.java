package io.pipit.serving.query;

import io.pipit.core.block.TableSpec;
import io.pipit.core.lake.file.ScanSql;
import io.pipit.core.sql.MergeSql;
import io.pipit.core.sql.TableRows;
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

/** Says what each table of a query is read as: lake rows and fresh rows under the merge rule of its engine clause (contract C4). */
final class TableBinder {
    private final MergeSql merge = new MergeSql();

    /** The query's answer as the engine computes it, and how much it reads. */
    BoundQuery bind(TranslatedQuery asked, ReadPlan plan) {
        TranslatedQuery query = asked.answer();
        Reading reading = new Reading(plan);
        Map<String, String> texts = new HashMap<>();
        for (String name : query.tables()) {
            TableView table = plan.table(name);
            TableRows rows = plan.lambda().plans().containsKey(name) ? reading.keptFresh(table) : reading.rows(table);
            texts.put(
                    name,
                    merge.read(
                            table.spec(),
                            rows.isEmpty() ? nothing(table.spec()) : rows,
                            query.mergeFree().contains(name),
                            query.reads(name)));
        }
        return new BoundQuery(
                query.bind(texts::get),
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

        /** Lake rows and fresh rows. */
        TableRows rows(TableView table) {
            return lake(table, leased).with(fresh(table, leased));
        }

        private TableRows lake(TableView table, List<LeasedTable> tables) {
            tables.addAll(table.segments());
            lakeRows += table.snapshot().rows();
            bytes += table.snapshot().files().stream().mapToLong(f -> f.bytes()).sum();
            return table.lake();
        }

        private List<TableRows.Part> fresh(TableView table, List<LeasedTable> tables) {
            List<TableRows.Part> parts = new ArrayList<>();
            FreshSelect fresh = new FreshSelect(plan, table);
            for (Generation generation : table.generations()) {
                var part = fresh.of(generation);
                if (part.isPresent()) {
                    parts.add(part.get().rows());
                    tables.add(generation);
                    freshRows += part.get().count();
                    bytes += part.get().bytes();
                }
            }
            return parts;
        }

        /** The last run of a copy, with what came since. */
        TableRows keptFresh(TableView target) {
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
            return TableRows.of(reading.sql());
        }
    }

    private static TableRows nothing(TableSpec spec) {
        return new TableRows(List.of(wanted -> ScanSql.none(spec, wanted)));
    }
}
