package io.pipit.intake.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.log.BlockWriter.Written;
import io.pipit.intake.gather.BlockSink;
import io.pipit.intake.gather.BlockTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldQuarantineTest {
    private static final int BLOCKS = 40;

    /** A log that says nothing of a block before the next one has come, but for the last. */
    @Test
    void blocksDoNotWaitForEachOther(@TempDir Path folder) throws IOException {
        List<Integer> written = new ArrayList<>();
        List<CompletableFuture<Written>> open = new ArrayList<>();
        BlockSink sink = (log, block) -> {
            open.forEach(before -> before.complete(null));
            written.add(block.header().part());
            open.add(new CompletableFuture<>());
            if (written.size() == BLOCKS) {
                open.forEach(before -> before.complete(null));
            }
            return open.get(open.size() - 1);
        };
        try (HeldQuarantine held = new HeldQuarantine(folder)) {
            for (int part = 0; part < BLOCKS; part++) {
                held.keep(new Block(header(part), new byte[0], new byte[] {1}));
            }
            held.release(new BlockTarget(null, null, sink), header(0));
        }
        assertThat(written).hasSize(BLOCKS).isSorted();
    }

    private static BlockHeader header(int part) {
        return new BlockHeader("events", 1, 1, 0, 1, "key", part);
    }
}
