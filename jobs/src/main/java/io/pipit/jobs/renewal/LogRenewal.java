package io.pipit.jobs.renewal;

import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogContinuation;
import io.pipit.core.log.LogTopic;
import io.pipit.core.project.Plan;
import io.pipit.jobs.LogSettings;
import io.pipit.jobs.copy.FedTables;
import io.pipit.jobs.renewal.CoverageMove.Moved;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Lets an installation go on whose log is lost, or is another one. New logs begin at the positions that the tables hold, since rows are known
 * by them; then the tables are told that these logs are theirs. Every step may be the last one: run again, it goes on. No process of the
 * installation may run meanwhile.
 */
public final class LogRenewal implements AutoCloseable {
    /** What a topic that is there, and is not the one that tables speak of, holds. */
    public enum Blocks {
        /** It is not known: such a topic is refused. */
        UNKNOWN,
        /** Blocks that no table has: they are kept. */
        NEW,
        /** The blocks of the lost log at the same offsets. */
        SAME
    }

    private final LogSettings logs;
    private final Lake lake;
    private final Plan plan;
    private final LogAdmin admin;

    /** Of an installation with its live version. */
    public LogRenewal(LogSettings logs, Lake lake, Plan plan) {
        this.logs = logs;
        this.lake = lake;
        this.plan = plan;
        this.admin = new LogAdmin(logs.bootstrapServers(), logs.client());
    }

    /** The logs that are not what tables rely on. */
    public List<LostLog> lost() {
        try (LogContinuation continuation = new LogContinuation(logs.bootstrapServers(), logs.client())) {
            return new LostLogs(logs, lake, admin, continuation::blocks).find(plan);
        }
    }

    /**
     * Makes these logs anew, and tells the tables; where there are none, what was begun before is finished.
     *
     * @param installation that they belong to
     * @throws PipitException {@code DATA_LOSS} where a topic holds blocks and nobody has said which, or fewer than was said; nothing was
     *     changed then
     */
    public void renew(List<LostLog> lost, Blocks blocks, String installation, Consumer<String> said) {
        lost.forEach(log -> check(log, blocks));
        List<Moved> moved = new ArrayList<>();
        for (LostLog log : lost) {
            moved.add(renewed(log, blocks));
            said.accept("The log of '" + log.landing() + "' goes on at "
                    + moved.get(moved.size() - 1).begin() + " (by partition).");
        }
        // What the fresh topic and the notes of attempts say is of the old logs; the speed job makes it again.
        anew(logs.topics().fresh());
        anew(logs.topics().attempts());
        CoverageMove move = new CoverageMove(moved, FedTables.of(plan));
        int changed = 0;
        for (String name : lake.tables()) {
            changed += tell(lake.find(name), move);
        }
        said.accept(changed + " tables speak of the new logs.");
        admin.ensure(logs.topics().installation(installation), 1);
    }

    private void check(LostLog log, Blocks blocks) {
        if (!log.asks() || blocks == Blocks.NEW) {
            return;
        }
        LogTopic topic = log.topic().orElseThrow();
        if (blocks == Blocks.UNKNOWN) {
            throw new PipitException(
                    ErrorCode.DATA_LOSS,
                    "The topic " + topic.name() + " is not the one that tables speak of, and holds "
                            + Counted.of(log.blocks(), "block")
                            + ". Say what they are: --blocks new for events that were taken since the log was lost (all of"
                            + " them are kept), --blocks same for a mirror of the lost log with the same offsets. Nothing was"
                            + " changed.");
        }
        Map<Integer, Long> end = admin.latest(topic);
        log.held().forEach((partition, held) -> {
            if (end.get(partition) < held) {
                throw new PipitException(
                        ErrorCode.DATA_LOSS,
                        "The topic " + topic.name() + " ends at offset " + end.get(partition) + " of partition "
                                + partition + ", and tables hold blocks up to " + held
                                + ": it is no mirror with the same offsets. Nothing was changed.");
            }
        });
    }

    private Moved renewed(LostLog log, Blocks blocks) {
        if (log.same() && !endsEarly(log)) {
            LogTopic topic = log.topic().orElseThrow();
            return new Moved(log, topic, admin.earliest(topic));
        }
        if (log.same()) {
            // Its blocks are in the tables; positions beyond its end must not be given again.
            admin.delete(logs.topics().log(log.landing()));
        }
        LogTopic topic = present(log);
        if (log.asks() && blocks == Blocks.SAME) {
            return new Moved(log, topic, admin.earliest(topic));
        }
        Map<Integer, Long> begin = new HashMap<>();
        try (LogContinuation continuation = new LogContinuation(logs.bootstrapServers(), logs.client())) {
            log.held().forEach((p, held) -> begin.put(p, continuation.begin(topic, p, held)));
        }
        return new Moved(log, topic, begin);
    }

    private boolean endsEarly(LostLog log) {
        Map<Integer, Long> end = admin.latest(log.topic().orElseThrow());
        return log.held().entrySet().stream().anyMatch(held -> end.get(held.getKey()) < held.getValue());
    }

    private LogTopic present(LostLog log) {
        String name = logs.topics().log(log.landing());
        return log.same() ? remade(name) : admin.ensure(name, logs.partitions());
    }

    private LogTopic remade(String name) {
        admin.awaitGone(name);
        return admin.ensure(name, logs.partitions());
    }

    private void anew(String name) {
        if (admin.describe(name).isPresent()) {
            admin.delete(name);
            admin.awaitGone(name);
        }
    }

    private static int tell(Optional<LakeTable> table, CoverageMove move) {
        if (table.isEmpty()) {
            return 0;
        }
        LakeTable told = table.get();
        Coverage held = told.refresh().coverage();
        Coverage moved = move.apply(told.name(), held);
        if (moved.equals(held)) {
            return 0;
        }
        CoveragePlan plan = CoveragePlan.set(now -> move.apply(told.name(), now));
        told.commit(new TableChange(List.of(), List.of(), plan, "log-renewal"));
        return 1;
    }

    @Override
    public void close() {
        admin.close();
    }
}
