package io.pipit.intake;

import io.pipit.core.block.Block;
import io.pipit.core.log.BlockWriter.Written;
import io.pipit.core.log.LogTopic;
import io.pipit.intake.gather.BlockSink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A log of one partition in memory, which acknowledges at once, when it is told to, or never. */
public final class FakeLog implements BlockSink {
    /** The log's topic. */
    public static final LogTopic TOPIC = new LogTopic("test.log.events", "topicA", 1);

    private final List<Block> blocks = new ArrayList<>();
    private final List<CompletableFuture<Written>> open = new ArrayList<>();
    private boolean holding;
    private RuntimeException failure;

    /** From now on blocks are acknowledged by {@link #acknowledge()} only. */
    public synchronized void hold() {
        holding = true;
    }

    /** From now on blocks are refused with this; null ends it. */
    public synchronized void failWith(RuntimeException why) {
        failure = why;
    }

    /** Acknowledges all blocks that wait, and from now on again at once. */
    public void acknowledge() {
        List<CompletableFuture<Written>> waiting;
        synchronized (this) {
            holding = false;
            waiting = new ArrayList<>(open);
            open.clear();
        }
        for (int i = 0; i < waiting.size(); i++) {
            waiting.get(i).complete(new Written(TOPIC.topicId(), 0, i));
        }
    }

    /** What was written. */
    public synchronized List<Block> blocks() {
        return List.copyOf(blocks);
    }

    @Override
    public synchronized CompletableFuture<Written> write(LogTopic log, Block block) {
        if (failure != null) {
            return CompletableFuture.failedFuture(failure);
        }
        blocks.add(block);
        if (!holding) {
            return CompletableFuture.completedFuture(new Written(log.topicId(), 0, blocks.size() - 1));
        }
        CompletableFuture<Written> promise = new CompletableFuture<>();
        open.add(promise);
        return promise;
    }
}
