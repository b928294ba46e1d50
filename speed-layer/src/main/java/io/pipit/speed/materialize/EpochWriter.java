package io.pipit.speed.materialize;

import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.SourceRows;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable;
import io.pipit.speed.FaultInjector;
import io.pipit.speed.OwnThread;
import io.pipit.speed.SpeedJobConfig;
import io.pipit.speed.SpeedPlan;
import io.pipit.speed.Target;
import io.pipit.speed.commit.EpochFiles;
import io.pipit.speed.commit.FeedRange;
import io.pipit.speed.commit.TableFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.apache.flink.api.common.TaskInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the rows of epochs as sorted Parquet files, on a thread of its own, so that blocks go on meanwhile. At most
 * {@value #UNDER_WAY} hand-overs are under way; then the operator waits, which bounds the memory.
 */
final class EpochWriter {
    private static final Logger LOG = LoggerFactory.getLogger(EpochWriter.class);
    private static final int UNDER_WAY = 2;

    /** Hears of results and failures, on the writer's thread. */
    interface Listener {
        /** An epoch's files are written. */
        void written(EpochFiles files);

        /** Writing failed; nothing more is written. */
        void failed(Throwable failure);
    }

    private final SpeedPlan plan;
    private final SpeedJobConfig config;
    private final Engine engine;
    private final TaskInfo task;
    private final Listener listener;
    private final OwnThread thread;
    private final Semaphore room = new Semaphore(UNDER_WAY);
    private volatile boolean ended;

    // Used by the thread alone.
    private final SortedMap<String, List<LakeFile>> files = new TreeMap<>();
    private final EpochFileWriter writer = new EpochFileWriter();
    private EngineSession session;
    private Lake lake;

    EpochWriter(SpeedPlan plan, SpeedJobConfig config, Engine engine, TaskInfo task, Listener listener) {
        this.plan = plan;
        this.config = config;
        this.engine = engine;
        this.task = task;
        this.listener = listener;
        thread = new OwnThread("pipit-epoch-files-" + task.getIndexOfThisSubtask());
    }

    /** Writes rows ahead of the barrier; their files are part of the epoch that ends next. */
    void writeAhead(EpochRows rows) throws InterruptedException {
        hand(() -> write(rows));
    }

    /** Writes the last rows of an epoch and tells the listener of all its files. */
    void finish(long epoch, EpochRows rows, SortedMap<Target, List<FeedRange>> ranges) throws InterruptedException {
        hand(() -> {
            long started = System.nanoTime();
            write(rows);
            EpochFiles written = new EpochFiles(
                    epoch, task.getIndexOfThisSubtask(), task.getNumberOfParallelSubtasks(), tables(ranges));
            files.clear();
            LOG.debug(
                    "Epoch {}: {} bytes of rows written in {} ms.",
                    epoch,
                    rows.bytes(),
                    (System.nanoTime() - started) / 1_000_000);
            listener.written(written);
        });
    }

    private void hand(Runnable work) throws InterruptedException {
        room.acquire();
        thread.run(() -> {
            try {
                if (!ended) {
                    work.run();
                }
            } catch (RuntimeException | Error e) {
                ended = true;
                listener.failed(e);
            } finally {
                room.release();
            }
        });
    }

    private void write(EpochRows rows) {
        SortedMap<String, List<SourceRows>> byTable = new TreeMap<>();
        rows.byTarget()
                .forEach((target, more) -> byTable.computeIfAbsent(target.table(), t -> new ArrayList<>())
                        .addAll(more));
        byTable.forEach((table, more) -> {
            if (!ended) {
                files.computeIfAbsent(table, t -> new ArrayList<>()).addAll(write(table, more));
            }
        });
    }

    private List<LakeFile> write(String table, List<SourceRows> rows) {
        TableSpec spec = plan.table(table);
        LakeTable target = lake().find(table).orElseGet(() -> lake().ensure(spec));
        List<LakeFile> written = writer.write(session(), target, spec, rows);
        config.faults().reached(FaultInjector.Point.FILES_WRITTEN, table);
        return written;
    }

    private List<TableFiles> tables(SortedMap<Target, List<FeedRange>> ranges) {
        SortedMap<String, List<FeedRange>> byTable = new TreeMap<>();
        ranges.forEach((target, more) ->
                byTable.computeIfAbsent(target.table(), t -> new ArrayList<>()).addAll(more));
        List<TableFiles> tables = new ArrayList<>();
        byTable.forEach((table, more) -> tables.add(new TableFiles(table, files.getOrDefault(table, List.of()), more)));
        return tables;
    }

    private Lake lake() {
        if (lake == null) {
            lake = new Lake(config.lake());
        }
        return lake;
    }

    private EngineSession session() {
        if (session == null) {
            session = engine.session();
        }
        return session;
    }

    /**
     * Ends after the table that is being written.
     *
     * @return whether it has ended; if not, the engine must be left open
     */
    boolean end() {
        ended = true;
        thread.run(() -> {
            if (session != null) {
                session.close();
            }
            if (lake != null) {
                lake.close();
            }
        });
        return thread.end();
    }
}
