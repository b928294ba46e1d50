package io.pipit.jobs.reconcile;

import io.pipit.core.block.TableSpec;
import io.pipit.core.jdbc.JdbcAddress;
import io.pipit.core.jdbc.JdbcConnections;
import io.pipit.core.project.Plan;
import io.pipit.core.project.connector.DatabaseConnection;
import io.pipit.core.project.reconcile.ReconcileDefinition;
import io.pipit.core.project.reconcile.ReconcileFiles;
import io.pipit.jobs.reconcile.ReconcileRequest.Kind;
import io.pipit.jobs.reconcile.ReconcileRun.Numbers;
import io.pipit.jobs.reconcile.ReconcileRun.Phase;
import io.pipit.jobs.reconcile.compare.Entry;
import io.pipit.jobs.reconcile.compare.Findings;
import io.pipit.jobs.reconcile.compare.Range;
import io.pipit.jobs.reconcile.repair.Repair;
import io.pipit.jobs.reconcile.shown.ShownRows;
import io.pipit.jobs.reconcile.shown.ShownTable;
import io.pipit.jobs.reconcile.source.Source;
import io.pipit.jobs.reconcile.source.SourceRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Does the work of runs, from where they stand. */
public final class ReconcileWork {
    private static final int DELETED_AT_ONCE = 1_000;
    private static final long PATIENCE_MILLIS = 30_000;
    private static final int LATEST_RUNS = 50;

    private final JdbcConnections connections;
    private final ShownRows rows;
    private final Repair repair;
    private final ReconcileStore store;
    private final Deletions deletions;
    private final ViewChecks views;

    /** Deletes rows. */
    @FunctionalInterface
    public interface Deletions {
        /** Deletes the rows for which a condition of the dialect is true, and returns how many went, when they are gone. */
        long delete(String table, String condition, ReconcileRequest.Deletion how);
    }

    /** Through these connections. */
    public ReconcileWork(
            JdbcConnections connections,
            ShownRows rows,
            Repair repair,
            ReconcileStore store,
            Deletions deletions,
            ViewChecks views) {
        this.deletions = deletions;
        this.views = views;
        this.connections = connections;
        this.rows = rows;
        this.repair = repair;
        this.store = store;
    }

    /**
     * Goes on with a run until it is at its end.
     *
     * @param saved takes what the run has become, and gives it back
     * @param stopped whether to stop at the next occasion
     */
    public ReconcileRun work(ReconcileRun run, Plan plan, UnaryOperator<ReconcileRun> saved, BooleanSupplier stopped) {
        ReconcileDefinition definition =
                ReconcileFiles.of(plan).find(run.request().name());
        TableSpec table = plan.table(definition.dataSource()).orElseThrow();
        JdbcAddress address = DatabaseConnection.find(plan.files(), definition.connection());
        try (Source source =
                new Source(connections, address, definition, table, RangeComparison.contents(run.request()))) {
            Attempt attempt = new Attempt(run, definition, table, source, saved, stopped);
            return attempt.work();
        }
    }

    /** One try of a run. */
    private final class Attempt {
        private final ReconcileDefinition definition;
        private final TableSpec table;
        private final Source source;
        private final ShownTable shown;
        private final UnaryOperator<ReconcileRun> saved;
        private final BooleanSupplier stopped;
        private final Map<String, Long> numbers;
        private ReconcileRun run;

        Attempt(
                ReconcileRun run,
                ReconcileDefinition definition,
                TableSpec table,
                Source source,
                UnaryOperator<ReconcileRun> saved,
                BooleanSupplier stopped) {
            this.run = run;
            this.definition = definition;
            this.table = table;
            this.source = source;
            this.shown = new ShownTable(rows, table, definition, source.contents());
            this.saved = saved;
            this.stopped = stopped;
            this.numbers = new HashMap<>(run.numbers());
        }

        ReconcileRun work() {
            if (run.request().kind() == Kind.BACKFILL) {
                fill();
                return run;
            }
            if (run.request().kind() == Kind.CLEANUP) {
                cleanUp();
                return run;
            }
            if (run.phase() == Phase.COMPARE) {
                compare();
                TooManyMissing.check(
                        run.request(),
                        definition,
                        numbers.getOrDefault(Numbers.MISSING, 0L),
                        numbers.getOrDefault(Numbers.COMPARED, 0L));
            }
            boolean repairs = run.request().repair() == ReconcileRequest.Repair.MISSING;
            if (repairs && run.phase() != Phase.VIEWS && !stopped.getAsBoolean()) {
                putIn(Numbers.MISSING);
            }
            if (run.request().views() == ReconcileRequest.Views.COMPARE && !stopped.getAsBoolean()) {
                compareViews();
            }
            return run;
        }

        // --- views

        private void compareViews() {
            run = saved.apply(run.at(Phase.VIEWS, 0, 1, numbers));
            Range range = comparison().range();
            String time = "`" + definition.timeColumn() + "`";
            ViewChecks.Found found = views.check(
                    table.name(),
                    time + " >= fromUnixTimestamp64Micro(" + range.fromMicros() + ") AND " + time
                            + " < fromUnixTimestamp64Micro(" + range.toMicros() + ")",
                    run.request().repair());
            numbers.put(Numbers.VIEWS, found.views());
            numbers.put(Numbers.VIEW_ROWS, found.rows());
            if (!found.lines().isEmpty() && store.lists(run.id(), Numbers.VIEWS) == 0) {
                store.addIds(run.id(), Numbers.VIEWS, found.lines());
            }
            run = saved.apply(run.at(Phase.VIEWS, 1, 1, numbers));
        }

        // --- cleaning up

        /** All go before the first comes back: a batch that was put in is not deleted again after a crash. */
        private void cleanUp() {
            if (run.phase() == Phase.DELETE && run.request().deletion() != ReconcileRequest.Deletion.NONE) {
                delete();
            }
            if (run.request().repair() == ReconcileRequest.Repair.MISSING && !stopped.getAsBoolean()) {
                putIn(Numbers.WANTED);
            }
        }

        private void delete() {
            int lists = store.lists(run.id(), Numbers.WANTED);
            for (int i = run.done(); i < lists && !stopped.getAsBoolean(); i++) {
                List<String> ids = store.ids(run.id(), Numbers.WANTED, i);
                for (int from = 0; from < ids.size(); from += DELETED_AT_ONCE) {
                    List<String> some = ids.subList(from, Math.min(ids.size(), from + DELETED_AT_ONCE));
                    add(
                            Numbers.DELETED,
                            deletions.delete(
                                    table.name(), condition(some), run.request().deletion()));
                    shown.awaitGone(some, PATIENCE_MILLIS);
                }
                run = saved.apply(run.at(Phase.DELETE, i + 1, lists, numbers));
            }
            repair.forgetGone(table.name(), claim -> shown.present(claim.ids()));
        }

        private String condition(List<String> ids) {
            boolean number =
                    table.column(definition.idColumn()).orElseThrow().type().bare()
                            instanceof io.pipit.core.block.type.DataType.IntType;
            return ids.stream()
                    .map(id -> number ? id : "'" + id.replace("\\", "\\\\").replace("'", "\\'") + "'")
                    .collect(java.util.stream.Collectors.joining(", ", "`" + definition.idColumn() + "` IN (", ")"));
        }

        // --- comparing

        private void compare() {
            long young = run.youngMicros() > 0 && run.done() > 0 ? run.youngMicros() : young();
            run = saved.apply(run.comparing(shown.position().toText(), young, source.notCompared()));
            FoundInRun found = new FoundInRun();
            comparison().run(young, run.done(), found);
            found.flush();
        }

        private RangeComparison comparison() {
            return new RangeComparison(source, shown, table, definition, run.request());
        }

        private long young() {
            return new Grace(shown, Grace.repairs(store.newest(LATEST_RUNS)))
                    .youngMicros(definition, source.nowMicros());
        }

        // --- putting in

        private void putIn(String kind) {
            int lists = store.lists(run.id(), kind);
            int first = run.phase() == Phase.PUT_IN ? run.done() : 0;
            run = saved.apply(run.at(Phase.PUT_IN, first, lists, numbers));
            for (int i = first; i < lists && !stopped.getAsBoolean(); ) {
                int begin = i;
                List<String> ids = new ArrayList<>();
                while (i < lists && (ids.isEmpty() || ids.size() < run.request().batchRows() / 2)) {
                    ids.addAll(store.ids(run.id(), kind, i++));
                }
                put(run.id() + "." + begin + ":", ids.stream().distinct().toList(), some -> {
                    source.renew();
                    return source.rows(some);
                });
                run = saved.apply(run.at(Phase.PUT_IN, i, lists, numbers));
            }
            shown.await();
        }

        private void put(String key, List<String> ids, Function<java.util.Collection<String>, List<SourceRow>> now) {
            Repair.Outcome outcome = repair.putIn(key, definition, table, shown, ids, now);
            add(Numbers.PUT_IN, outcome.putIn());
            add(Numbers.ARRIVED, outcome.arrived());
            add(Numbers.GONE, outcome.gone());
            add(Numbers.UNFIT, outcome.unfit().size());
            if (!outcome.unfit().isEmpty()) {
                store.addIds(
                        run.id(),
                        Numbers.UNFIT,
                        outcome.unfit().entrySet().stream()
                                .map(e -> e.getKey() + ": " + e.getValue())
                                .toList());
            }
        }

        // --- filling

        private void fill() {
            ReconcileRequest request = run.request();
            Range range = new Range(request.fromMicros(), request.toMicros());
            source.checkIds(range);
            if (run.done() == 0) {
                source.checkUnique(range);
            }
            long all = source.count(range);
            int pages =
                    Math.toIntExact(Math.min(Integer.MAX_VALUE, (all + request.batchRows() - 1) / request.batchRows()));
            Entry last = LastRow.of(run.last());
            Pace pace = new Pace(request.rowsPerSecond());
            for (int page = run.done(); !stopped.getAsBoolean(); page++) {
                List<SourceRow> some = source.page(range, last, request.batchRows());
                if (some.isEmpty()) {
                    break;
                }
                Map<String, SourceRow> byId = new HashMap<>();
                some.forEach(row -> byId.put(row.id(), row));
                List<String> ids = some.stream().map(SourceRow::id).distinct().toList();
                put(
                        run.id() + "." + page + ":",
                        ids,
                        wanted -> wanted.stream().map(byId::get).toList());
                add(Numbers.COMPARED, some.size());
                add(Numbers.TRANSFERRED, some.size());
                SourceRow end = some.get(some.size() - 1);
                last = new Entry(end.id(), end.timeMicros(), "");
                run = saved.apply(run.at(Phase.PUT_IN, page + 1, Math.max(pages, page + 1), numbers)
                        .after(LastRow.text(last)));
                pace.after(some.size());
            }
            shown.await();
        }

        private void add(String number, long more) {
            if (more != 0) {
                numbers.merge(number, more, Long::sum);
            }
        }

        /** Keeps what is found, and how far the comparison is, together. */
        private final class FoundInRun implements Findings {
            private final Map<String, List<String>> waiting = new HashMap<>();

            @Override
            public void found(Findings.Kind kind, List<Entry> entries) {
                String number = switch (kind) {
                    case MISSING -> Numbers.MISSING;
                    case PENDING -> Numbers.PENDING;
                    case EXTRA -> Numbers.EXTRA;
                    case DUPLICATED -> Numbers.DUPLICATED;
                    case DIFFERING -> Numbers.DIFFERING;
                };
                add(number, entries.size());
                List<String> ids = waiting.computeIfAbsent(number, k -> new ArrayList<>());
                entries.forEach(e -> ids.add(e.id()));
            }

            @Override
            public void compared(long some) {
                add(Numbers.COMPARED, some);
            }

            @Override
            public void transferred(long some) {
                add(Numbers.TRANSFERRED, some);
            }

            /** Ids are kept before the step that found them counts as done: a crash in between finds them again, and they are kept once. */
            @Override
            public void progress(int done, int all) {
                if (stopped.getAsBoolean()) {
                    throw new StoppedException();
                }
                flush();
                run = saved.apply(run.at(Phase.COMPARE, done, all, numbers));
            }

            void flush() {
                int batch = run.request().batchRows();
                waiting.forEach((kind, ids) -> {
                    for (int from = 0; from < ids.size(); from += batch) {
                        store.addIds(
                                run.id(), kind, List.copyOf(ids.subList(from, Math.min(ids.size(), from + batch))));
                    }
                });
                waiting.clear();
            }
        }
    }
}
