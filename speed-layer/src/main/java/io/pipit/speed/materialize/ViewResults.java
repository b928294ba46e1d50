package io.pipit.speed.materialize;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the views of one landing log made of some blocks. */
final class ViewResults {
    /** Rows of one feed from blocks of one partition, with their identity, as an Arrow IPC stream. */
    record Rows(String feed, String table, int partition, byte[] ipc) {}

    /** A block that failed by itself, for one feed. */
    record Poison(String feed, BlockId block, String error) {}

    private final List<Rows> rows = new ArrayList<>();
    private final List<Poison> poison = new ArrayList<>();

    void add(Rows made) {
        rows.add(made);
    }

    void add(Poison found) {
        poison.add(found);
    }

    List<Rows> rows() {
        return rows;
    }

    List<Poison> poison() {
        return poison;
    }

    /** The blocks that failed for a feed. */
    Set<BlockId> failed(String feed) {
        Set<BlockId> blocks = new HashSet<>();
        poison.stream().filter(p -> p.feed().equals(feed)).forEach(p -> blocks.add(p.block()));
        return blocks;
    }
}
