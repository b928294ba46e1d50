package io.pipit.speed.materialize;

import io.pipit.core.block.Feed;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.SourceRows;
import io.pipit.core.log.StoredBlock;
import io.pipit.core.project.ViewPlan;
import io.pipit.core.project.ViewSql;
import io.pipit.speed.Failures;
import io.pipit.speed.SpeedPlan;
import io.pipit.speed.materialize.ViewResults.Poison;
import io.pipit.speed.materialize.ViewResults.Rows;
import io.pipit.speed.replica.JoinedTables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the views of one landing data source on blocks: the blocks are imported once, and each view runs once for all of them where
 * it can be keyed by block. Each view's rows are the same as if every block had come alone.
 *
 * <p>A view of a view reads the rows that the first one writes, block by block like everything else; where several views write to
 * the table that it reads, their rows of one block are its block.
 */
final class BlockViews {
    private static final Logger LOG = LoggerFactory.getLogger(BlockViews.class);
    /** Up to here planning a statement takes longer than executing it. */
    private static final long FEW_ROWS = 1_000;

    private final SpeedPlan plan;
    private final String landing;
    private final EngineSession session;
    private final List<ViewPlan> views;
    private final Map<String, ViewSql> sql = new HashMap<>();

    BlockViews(SpeedPlan plan, String landing, EngineSession session, JoinedTables joined) {
        this.plan = plan;
        this.landing = landing;
        this.session = session;
        views = plan.views(landing);
        views.forEach(v -> sql.put(v.feed(), new ViewSql(v, plan.table(v.target()), joined::relation)));
    }

    /**
     * Runs every view on no rows at all: a text that the engine refuses is a fault of the job, and not of the first block to come.
     */
    void check() {
        if (!views.isEmpty()) {
            Gather gather = new Gather(List.of(), Progress.NONE);
            gather.importBlocks();
            views.forEach(v -> gather.runTogether(v, gather.input(v)));
        }
    }

    /**
     * Runs the views on blocks. Leaves the session optimizing or not, as the last view needed it: each change is a statement, and small blocks come after small ones.
     *
     * @param blocks of this landing log, in the order of their offsets within each partition
     * @param progress blocks below it are left out of the rows of the view
     * @return rows by view and partition, and the blocks that failed by themselves
     * @throws io.pipit.core.error.PipitException when the engine lacks memory or disk: no block is to blame for that
     */
    ViewResults run(List<StoredBlock> blocks, Progress progress) {
        Gather gather = new Gather(blocks, progress);
        if (views.stream().anyMatch(gather::wanted)) {
            session.optimize(gather.rows > FEW_ROWS);
            gather.importBlocks();
            views.stream().filter(gather::wanted).forEach(gather::run);
        }
        return gather.results;
    }

    /** Sets blocks aside for every view, without running any. */
    ViewResults setAside(List<StoredBlock> blocks, Progress progress, String error) {
        Gather gather = new Gather(blocks, progress);
        blocks.forEach(b -> views.forEach(v -> gather.setAside(v.feed(), BlockId.of(b), error)));
        return gather.results;
    }

    private List<ViewPlan> readersOf(ViewPlan view) {
        return views.stream().filter(v -> v.source().equals(view.target())).toList();
    }

    private boolean readsLanding(ViewPlan view) {
        return view.source().equals(landing);
    }

    /** One call of {@link #run}. */
    private final class Gather {
        private final Map<BlockId, StoredBlock> blocks = new LinkedHashMap<>();
        private final SortedSet<Integer> partitions = new TreeSet<>();
        private final Progress progress;
        private final ViewResults results = new ViewResults();
        private long rows;

        Gather(List<StoredBlock> given, Progress progress) {
            this.progress = progress;
            given.forEach(b -> {
                blocks.put(BlockId.of(b), b);
                partitions.add(b.partition().partition());
                rows += b.header().rowCount();
            });
        }

        // --- what is wanted

        /** The first block whose rows the view, or a view that reads from it, does not have. */
        private long neededFrom(ViewPlan view, int partition) {
            long from = recordedFrom(view, partition);
            for (ViewPlan reader : readersOf(view)) {
                from = Math.min(from, neededFrom(reader, partition));
            }
            return from;
        }

        private long recordedFrom(ViewPlan view, int partition) {
            // A table that keeps no rows keeps no coverage either: only its readers need it.
            return plan.stored(SpeedPlan.of(view)) ? progress.next(SpeedPlan.of(view), partition) : Long.MAX_VALUE;
        }

        private boolean needed(ViewPlan view, BlockId block) {
            return block.offset() >= neededFrom(view, block.partition());
        }

        boolean wanted(ViewPlan view) {
            return blocks.keySet().stream().anyMatch(b -> needed(view, b));
        }

        // --- import

        /** Makes the table of all blocks' rows; blocks that cannot be read are poison for every feed of the log. */
        void importBlocks() {
            TableSpec spec = plan.table(landing);
            List<SourceRows> rows = new ArrayList<>();
            blocks.values().stream().filter(b -> !b.rows().isEmpty()).forEach(b -> rows.add(raw(b)));
            try {
                session.createFromRows(rawTable(), true, spec, rows);
            } catch (RuntimeException e) {
                if (rows.isEmpty() || !Failures.mayBePoison(e)) {
                    throw e;
                }
                session.createFromRows(rawTable(), true, spec, readable(spec, rows));
            }
        }

        private List<SourceRows> readable(TableSpec spec, List<SourceRows> rows) {
            List<SourceRows> readable = new ArrayList<>();
            for (SourceRows one : rows) {
                try {
                    session.createFromRows(rawTable(), true, spec, List.of(one));
                    readable.add(one);
                } catch (RuntimeException e) {
                    refuse(one, e);
                }
            }
            return readable;
        }

        private void refuse(SourceRows rows, RuntimeException failure) {
            if (!Failures.mayBePoison(failure)) {
                throw failure;
            }
            BlockId block = new BlockId(rows.partition(), rows.offset());
            setAside(Feed.log(landing), block, failure.getMessage());
            views.forEach(v -> setAside(v.feed(), block, failure.getMessage()));
        }

        private SourceRows raw(StoredBlock block) {
            return SourceRows.raw(
                    Feed.log(landing),
                    block.partition().partition(),
                    block.offset(),
                    block.header().acceptedAtMicros(),
                    block.rows());
        }

        // --- run

        void run(ViewPlan view) {
            inheritPoison(view);
            session.optimize(rows > FEW_ROWS || !view.joined().isEmpty());
            String input = input(view);
            if (view.sql().keyed()) {
                try {
                    if (stored(view) || partitions.size() > 1) {
                        runTogether(view, input);
                        export(view);
                    } else {
                        exportAtOnce(view, input);
                    }
                    return;
                } catch (RuntimeException e) {
                    if (!Failures.mayBePoison(e)) {
                        throw e;
                    }
                    LOG.warn(
                            "View {} failed on {} blocks; they run alone: {}",
                            view.feed(),
                            blocks.size(),
                            e.getMessage());
                }
            }
            session.optimize(true); // what nobody asks for may fail without
            runAlone(view, input);
            export(view);
        }

        /** Whether the results are read again, by another view. */
        private boolean stored(ViewPlan view) {
            return !readersOf(view).isEmpty();
        }

        /** One statement instead of three: most of what a small block costs is the number of statements. */
        private void exportAtOnce(ViewPlan view, String input) {
            int partition = partitions.first();
            long from = recordedFrom(view, partition);
            if (from < Long.MAX_VALUE) {
                String rows = sql.get(view.feed()).together(input);
                boolean all = blocks.keySet().stream().allMatch(b -> b.offset() >= from);
                add(
                        view,
                        partition,
                        session.queryIpcAgain(all ? rows : "SELECT * FROM (" + rows + ") WHERE \"_off\" >= " + from));
            }
        }

        /** What the view reads: a table's name, or a SELECT where blocks have to be left out. */
        private String input(ViewPlan view) {
            String table = readsLanding(view) ? EngineSession.quoted(rawTable()) : rowsOfTable(view.source());
            SortedMap<Integer, Long> skip = new TreeMap<>();
            for (BlockId block : blocks.keySet()) {
                if (!needed(view, block)) {
                    skip.put(block.partition(), neededFrom(view, block.partition()));
                }
            }
            if (skip.isEmpty()) {
                return table;
            }
            return "(SELECT * FROM " + table + " WHERE "
                    + skip.entrySet().stream()
                            .map(s -> "NOT (\"_part\" = " + s.getKey() + " AND \"_off\" < " + s.getValue() + ")")
                            .collect(Collectors.joining(" AND "))
                    + ")";
        }

        private void runTogether(ViewPlan view, String input) {
            ViewSql text = sql.get(view.feed());
            session.execute("CREATE OR REPLACE TEMP TABLE " + resultTable(view) + " (" + text.definitions() + ")");
            if (view.sql().keyed()) {
                session.execute("INSERT INTO " + resultTable(view) + " " + text.together(input));
            } else if (blocks.isEmpty()) {
                session.execute("INSERT INTO " + resultTable(view) + " " + text.alone(input, 0, 0, 0));
            }
        }

        private void runAlone(ViewPlan view, String input) {
            ViewSql text = sql.get(view.feed());
            session.execute("CREATE OR REPLACE TEMP TABLE " + resultTable(view) + " (" + text.definitions() + ")");
            for (StoredBlock block : blocks.values()) {
                BlockId id = BlockId.of(block);
                if (!needed(view, id) || results.failed(view.feed()).contains(id)) {
                    continue;
                }
                String relation = "(SELECT * FROM " + input + " WHERE \"_part\" = " + id.partition()
                        + " AND \"_off\" = " + id.offset() + ")";
                long acceptedAtMicros = block.header().acceptedAtMicros();
                try {
                    if (!view.sql().keyed()) {
                        // A replayed block has to give the same rows: for the block it is always the time it was
                        // accepted.
                        session.execute("CREATE OR REPLACE TEMP MACRO now() AS make_timestamptz(" + acceptedAtMicros
                                + "::BIGINT)");
                    }
                    session.execute("INSERT INTO " + resultTable(view) + " "
                            + text.alone(relation, id.partition(), id.offset(), acceptedAtMicros));
                } catch (RuntimeException e) {
                    if (!Failures.mayBePoison(e)) {
                        throw e;
                    }
                    setAside(view.feed(), id, e.getMessage());
                }
            }
        }

        /** A block that failed for the views that write what this one reads has no rows for it either. */
        private void inheritPoison(ViewPlan view) {
            Set<BlockId> failed = new HashSet<>();
            views.stream()
                    .filter(v -> !readsLanding(view) && v.target().equals(view.source()))
                    .forEach(v -> failed.addAll(results.failed(v.feed())));
            failed.removeAll(results.failed(view.feed()));
            failed.forEach(b -> setAside(view.feed(), b, "A view that writes to '" + view.source() + "' failed."));
        }

        private void setAside(String feed, BlockId block, String error) {
            LOG.error(
                    "Block {} of partition {} of {} is set aside for {}: {}",
                    block.offset(),
                    block.partition(),
                    landing,
                    feed,
                    error);
            results.add(new Poison(feed, block, error));
        }

        // --- results

        /** The rows of all partitions or of none: where one of them fails the blocks run alone, and all are exported again. */
        private void export(ViewPlan view) {
            SortedMap<Integer, byte[]> rows = new TreeMap<>();
            for (int partition : partitions) {
                long from = recordedFrom(view, partition);
                if (from < Long.MAX_VALUE) {
                    rows.put(
                            partition,
                            session.queryIpc("SELECT * FROM " + resultTable(view) + " WHERE \"_part\" = " + partition
                                    + " AND \"_off\" >= " + from));
                }
            }
            rows.forEach((partition, ipc) -> add(view, partition, ipc));
        }

        private void add(ViewPlan view, int partition, byte[] ipc) {
            if (ipc.length > 0) {
                results.add(new Rows(view.feed(), view.target(), partition, ipc));
            }
        }

        /** The rows of a table as its readers see them: with all columns, in the table's types. */
        private String rowsOfTable(String table) {
            List<SourceRows> rows = new ArrayList<>();
            for (ViewPlan writer : views) {
                if (writer.target().equals(table) && wantedOrChecked(writer)) {
                    byte[] ipc = session.queryIpc("SELECT * FROM " + resultTable(writer));
                    if (ipc.length > 0) {
                        rows.add(SourceRows.derived(writer.feed(), ipc));
                    }
                }
            }
            String name = EngineSession.quoted("rows of " + table);
            session.createFromRows("rows of " + table, true, plan.table(table), rows);
            return name;
        }

        private boolean wantedOrChecked(ViewPlan writer) {
            return blocks.isEmpty() || wanted(writer);
        }
    }

    private String rawTable() {
        return "blocks of " + landing;
    }

    private static String resultTable(ViewPlan view) {
        return EngineSession.quoted("result of " + view.feed());
    }
}
