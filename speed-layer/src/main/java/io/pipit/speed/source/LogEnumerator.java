package io.pipit.speed.source;

import io.pipit.speed.Failures;
import io.pipit.speed.OwnThread;
import io.pipit.speed.SpeedJobConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each reader its partitions, from coverage on. A reader registers at the start and after each restart, and each time
 * coverage is read again: what Flink's checkpoint knows of splits is of no account.
 */
final class LogEnumerator implements SplitEnumerator<LogSplit, LogEnumerator.NoState> {
    private static final Logger LOG = LoggerFactory.getLogger(LogEnumerator.class);

    /** What is kept in a checkpoint: nothing. */
    enum NoState {
        NONE
    }

    private final SplitEnumeratorContext<LogSplit> context;
    private final SpeedJobConfig config;
    private final Map<Integer, Integer> registrations = new HashMap<>();
    /** Flink interrupts its own worker threads when a job ends. */
    private final OwnThread thread = new OwnThread("pipit-start-positions");

    private volatile boolean closed;
    /** Used by the thread alone. */
    private StartPositions positions;

    LogEnumerator(SplitEnumeratorContext<LogSplit> context, SpeedJobConfig config) {
        this.context = context;
        this.config = config;
    }

    @Override
    public void start() {}

    @Override
    public void addReader(int subtask) {
        // Only the last registration counts: an answer to an earlier one would give the reader its splits twice.
        int registration = registrations.merge(subtask, 1, Integer::sum);
        context.callAsync(
                () -> thread.call(this::read), (splits, failure) -> assign(subtask, registration, splits, failure));
    }

    private List<LogSplit> read() {
        if (positions == null) {
            positions = new StartPositions(config);
        }
        return positions.read();
    }

    private void assign(int subtask, int registration, List<LogSplit> splits, Throwable failure) {
        if (closed) {
            return; // whatever the answer is, nobody waits for it any more
        }
        if (failure != null) {
            throw Failures.forJob(failure);
        }
        if (registrations.get(subtask) != registration
                || !context.registeredReaders().containsKey(subtask)) {
            return;
        }
        List<LogSplit> mine =
                splits.stream().filter(s -> subtaskOf(s) == subtask).toList();
        mine.forEach(s -> LOG.info(
                "Subtask {} reads partition {} of {} from {} on.",
                subtask,
                s.start().partition().partition(),
                s.topic(),
                s.start().from()));
        if (!mine.isEmpty()) {
            context.assignSplits(new SplitsAssignment<>(Map.of(subtask, mine)));
        }
    }

    /** The same partition of every log goes to one subtask: a partition of the fresh topic has one writer. */
    private int subtaskOf(LogSplit split) {
        return split.start().partition().partition() % context.currentParallelism();
    }

    @Override
    public void addSplitsBack(List<LogSplit> splits, int subtask) {
        // The reader will register again, and then coverage decides.
    }

    @Override
    public void handleSplitRequest(int subtask, String host) {}

    @Override
    public NoState snapshotState(long checkpointId) {
        return NoState.NONE;
    }

    @Override
    public void close() {
        closed = true;
        thread.run(() -> {
            if (positions != null) {
                positions.close();
            }
        });
        thread.close();
    }
}
