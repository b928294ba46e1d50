package io.pipit.intake.file;

import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.error.PipitException;
import io.pipit.intake.gather.BlockTarget;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Rows of a file that do not fit, kept in a file of their own until it is clear that the others are taken: where they are refused, nothing
 * may change, the quarantine included.
 */
final class HeldQuarantine implements AutoCloseable {
    /** So many blocks are on their way at a time: their memory is bounded, and the log is not waited for once a block. */
    private static final int TOGETHER = 16;

    private final Path folder;
    private Path file;
    private DataOutputStream blocks;
    private int held;
    private long rows;

    /** Files are made in a folder. */
    HeldQuarantine(Path folder) {
        this.folder = folder;
    }

    /** Keeps what does not fit of a block. */
    void keep(Block block) throws IOException {
        if (file == null) {
            Files.createDirectories(folder);
            file = Files.createTempFile(folder, "unfit-", ".blocks");
            blocks = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
        }
        BlockHeader header = block.header();
        blocks.writeInt(header.quarantinedCount());
        blocks.writeInt(header.part());
        blocks.writeInt(block.quarantined().length);
        blocks.write(block.quarantined());
        held++;
        rows += header.quarantinedCount();
    }

    /** How many rows are kept. */
    long rows() {
        return rows;
    }

    /**
     * Brings them to the quarantine; returns when they are durable there.
     *
     * @param like a header of the file's blocks
     */
    void release(BlockTarget target, BlockHeader like) throws IOException {
        blocks.flush();
        try (DataInputStream kept = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            Deque<CompletableFuture<?>> underWay = new ArrayDeque<>();
            for (int i = 0; i < held; i++) {
                if (underWay.size() == TOGETHER) {
                    await(underWay.remove());
                }
                underWay.add(target.sink().write(target.log(), next(kept, like)));
            }
            underWay.forEach(HeldQuarantine::await);
        }
    }

    private static Block next(DataInputStream kept, BlockHeader like) throws IOException {
        int count = kept.readInt();
        int part = kept.readInt();
        byte[] quarantined = kept.readNBytes(kept.readInt());
        BlockHeader alone = new BlockHeader(
                like.dataSource(),
                like.schemaVersion(),
                like.acceptedAtMicros(),
                0,
                count,
                like.idempotencyKey(),
                part);
        return new Block(alone, new byte[0], quarantined);
    }

    private static void await(CompletableFuture<?> block) {
        try {
            block.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof PipitException named ? named : e;
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            blocks.close();
            Files.deleteIfExists(file);
        }
    }
}
