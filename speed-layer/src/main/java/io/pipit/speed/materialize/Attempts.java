package io.pipit.speed.materialize;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.log.Attempt;
import io.pipit.core.log.Attempt.BlockKey;
import io.pipit.core.log.StoredBlock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the block that takes the process down. Before blocks run it is written which; a process that starts and finds an attempt of one
 * that died counts a death for each block of it. Blocks that were there at a death run one at a time, and alone in the whole process, so that
 * at the second death it is known which one it was. At the third the block is set aside. A block that runs through is cleared.
 *
 * <p>A process that is killed by somebody counts in the same way; a block would have to run at three such moments in a row, at
 * two of them alone, to be set aside without guilt.
 */
final class Attempts {
    /** So many deaths set a block aside. */
    static final int DEADLY = 3;

    static final String REASON = "The process died " + DEADLY
            + " times while views ran on this block. Its rows are kept in its data source, "
            + "and left out of the views. Look at the process's last output for the cause.";

    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    /** One in the process: another subtask's block that runs at the time of a death would share the blame. */
    private static final ReentrantLock ALONE = new ReentrantLock();

    private final AttemptOutput output;
    private final Map<Integer, Map<BlockKey, Integer>> deathsByPartition = new HashMap<>();

    Attempts(AttemptOutput output) {
        this.output = output;
    }

    /** Begins a partition; what was last tried of it is the same for all logs. */
    void start(int partition, Attempt last) {
        deathsByPartition.computeIfAbsent(partition, p -> deaths(p, last));
    }

    private Map<BlockKey, Integer> deaths(int partition, Attempt last) {
        Map<BlockKey, Integer> deaths = new HashMap<>(last.deaths());
        if (!last.owner().equals(output.owner())) {
            for (BlockKey block : last.running()) {
                int count = deaths.merge(block, 1, Integer::sum);
                LOG.warn(
                        "A process died while block {} of partition {} of topic {} ran: {} of {} times.",
                        block.offset(),
                        partition,
                        block.topicId(),
                        count,
                        DEADLY);
            }
        }
        return deaths;
    }

    /** Blocks in parts that run one after the other: those that were there when a process died are parts of their own. */
    List<List<StoredBlock>> split(List<StoredBlock> blocks) {
        if (blocks.stream().noneMatch(this::suspect)) {
            return List.of(blocks);
        }
        List<List<StoredBlock>> parts = new ArrayList<>();
        List<StoredBlock> together = new ArrayList<>();
        for (StoredBlock block : blocks) {
            if (suspect(block)) {
                if (!together.isEmpty()) {
                    parts.add(together);
                    together = new ArrayList<>();
                }
                parts.add(List.of(block));
            } else {
                together.add(block);
            }
        }
        if (!together.isEmpty()) {
            parts.add(together);
        }
        return parts;
    }

    private boolean suspect(StoredBlock block) {
        return deaths(block) > 0;
    }

    /** Whether views must not run on this part. */
    boolean deadly(List<StoredBlock> part) {
        return part.size() == 1 && deaths(part.get(0)) >= DEADLY;
    }

    private int deaths(StoredBlock block) {
        return deaths(block.partition().partition()).getOrDefault(BlockKey.of(block), 0);
    }

    private Map<BlockKey, Integer> deaths(int partition) {
        return deathsByPartition.computeIfAbsent(partition, p -> new HashMap<>());
    }

    /** Runs something on a part. When the process dies meanwhile, the next one knows. */
    void guard(List<StoredBlock> part, Runnable work) {
        if (!suspect(part.get(0))) {
            attempt(part, work);
            return;
        }
        lockAlone();
        try {
            attempt(part, work);
        } finally {
            ALONE.unlock();
        }
    }

    private static void lockAlone() {
        try {
            ALONE.lockInterruptibly();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void attempt(List<StoredBlock> part, Runnable work) {
        boolean alone = suspect(part.get(0));
        Map<Integer, Set<BlockKey>> running = new HashMap<>();
        part.forEach(b -> running.computeIfAbsent(b.partition().partition(), p -> new HashSet<>())
                .add(BlockKey.of(b)));
        await(write(running));
        try {
            work.run();
            running.forEach((partition, blocks) -> deaths(partition).keySet().removeAll(blocks));
        } catch (RuntimeException e) {
            write(ended(running)); // it failed, and the process lives: what becomes of the block is decided elsewhere
            throw e;
        }
        CompletableFuture<Void> ended = write(ended(running));
        if (alone) {
            await(ended); // before another subtask's block runs, which may be the one
        }
    }

    private static Map<Integer, Set<BlockKey>> ended(Map<Integer, Set<BlockKey>> running) {
        Map<Integer, Set<BlockKey>> none = new HashMap<>();
        running.keySet().forEach(p -> none.put(p, Set.of()));
        return none;
    }

    private CompletableFuture<Void> write(Map<Integer, Set<BlockKey>> running) {
        return CompletableFuture.allOf(running.entrySet().stream()
                .map(e -> output.write(e.getKey(), new Attempt(output.owner(), e.getValue(), deaths(e.getKey()))))
                .toArray(CompletableFuture[]::new));
    }

    private static void await(CompletableFuture<Void> written) {
        try {
            written.get();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e.getCause());
        }
    }

    private static PipitException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new PipitException(ErrorCode.LOG_UNAVAILABLE, "Interrupted before blocks ran.", e);
    }
}
