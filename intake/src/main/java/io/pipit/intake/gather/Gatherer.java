package io.pipit.intake.gather;

import io.pipit.core.block.Block;
import io.pipit.core.block.json.BlockBuilder;
import io.pipit.core.block.json.EventFormat;
import io.pipit.core.block.json.EventReader;
import io.pipit.core.log.BlockWriter.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Turns requests of one data source into blocks. Thread-safe. */
public final class Gatherer {
    private final BlockTarget target;
    private final int gatherBytes;
    private final int blockBytes;
    private final MicrosClock clock;
    private final List<Lane> lanes;
    private final AtomicInteger nextLane = new AtomicInteger();

    /**
     * Starts with nothing open.
     *
     * @param gatherBytes larger requests get blocks of their own
     * @param blockBytes size at which a block is closed, in bytes of JSON
     * @param timer closes blocks whose time is up
     */
    public Gatherer(
            BlockTarget target,
            int lanes,
            int gatherMillis,
            int gatherBytes,
            int blockBytes,
            ScheduledExecutorService timer,
            MicrosClock clock) {
        this.target = target;
        this.gatherBytes = gatherBytes;
        this.blockBytes = blockBytes;
        this.clock = clock;
        this.lanes = IntStream.range(0, lanes)
                .mapToObj(i -> new Lane(target, gatherMillis, blockBytes, timer, clock))
                .toList();
    }

    /** Where the blocks go. */
    public BlockTarget target() {
        return target;
    }

    /**
     * Adds a request: a small one to a block that it shares, another to blocks of its own.
     *
     * @throws io.pipit.core.error.PipitException {@code INVALID_BODY} when it has no events; nothing is stored then
     */
    public Gathered add(byte[] body, int length, EventFormat format) {
        return length <= gatherBytes ? lane().add(body, length, format) : addAlone(body, length, format, "");
    }

    /**
     * Adds a request in blocks of its own, which depend on body and bounds alone (but for the time), so that a repeated
     * request gives the same parts.
     */
    public Gathered addAlone(byte[] body, int length, EventFormat format, String key) {
        long acceptedAtMicros = clock.micros();
        try (EventReader reader = new EventReader(body, length, format, acceptedAtMicros)) {
            List<Block> blocks = new ArrayList<>();
            boolean more = true;
            while (more) {
                BlockBuilder builder = new BlockBuilder(target.table());
                more = reader.readInto(builder, blockBytes);
                if (builder.rows() + builder.quarantined() > 0) {
                    blocks.add(target.build(builder, acceptedAtMicros, key, blocks.size()));
                }
            }
            return new Gathered(reader.fitting(), reader.quarantined(), write(blocks));
        }
    }

    /** Writes all that is open. */
    public void flush() {
        lanes.forEach(Lane::flush);
    }

    /** The first that nobody adds to: the fewer lanes are open, the more requests share a block. */
    private Lane lane() {
        for (Lane lane : lanes) {
            if (lane.tryTurn()) {
                return lane;
            }
        }
        Lane lane = lanes.get(Math.floorMod(nextLane.getAndIncrement(), lanes.size()));
        lane.turn();
        return lane;
    }

    private CompletableFuture<List<Written>> write(List<Block> blocks) {
        List<CompletableFuture<Written>> writes =
                blocks.stream().map(b -> target.sink().write(target.log(), b)).toList();
        return CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new))
                .thenApply(done -> writes.stream().map(CompletableFuture::join).toList());
    }
}
