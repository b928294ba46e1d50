package io.pipit.core.log;

import io.pipit.core.block.LogPartition;
import java.util.List;
import java.util.Map;

/**
 * What the speed layer publishes about a run of blocks: it closes [from, to) of one log partition for all tables, with the
 * partial rows of every view. Too large a record travels in parts that share an attempt; an incomplete attempt is void.
 *
 * @param partition of the landing log
 * @param from first offset that the record accounts for
 * @param to offset after the last one
 * @param attempt unique to one try at these blocks
 * @param part from 0
 * @param parts how many parts the attempt has
 * @param rows for every view that the record accounts for, by its fresh key ({@code Plan.freshKeys}): an Arrow IPC stream whose
 *     first columns are {@code _part, _off, _row, _at}; an empty array when there are none. A view that is not named, because it
 *     did not exist or had another text, learns nothing from the record
 * @param setAside blocks that failed by themselves: the feeds for which they did
 */
public record FreshRecord(
        LogPartition partition,
        long from,
        long to,
        String attempt,
        int part,
        int parts,
        Map<String, byte[]> rows,
        List<SetAside> setAside) {

    /** A poison block that a feed does not hold, with the error. */
    public record SetAside(String feed, long offset, String error) {}

    /** Copies the map and the list, not the rows. */
    public FreshRecord {
        rows = Map.copyOf(rows);
        setAside = List.copyOf(setAside);
    }
}
