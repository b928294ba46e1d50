package io.pipit.core.block;

import io.pipit.core.block.type.StorageType;
import io.pipit.core.block.type.StorageType.Plain;
import java.util.List;

/**
 * The hidden columns that say where a row comes from (contract C1): they lead every block in the engine, every fresh table
 * and every table of the lake, in this order.
 */
public final class Identity {
    /** The feed that wrote the row, for instance {@code log:events} or {@code view:hits.by_hour}. */
    public static final String FEED = "_feed";
    /** The partition of the landing log. */
    public static final String PART = "_part";
    /** The offset of the block in that partition. */
    public static final String OFF = "_off";
    /** The row within the block, from 0. */
    public static final String ROW = "_row";
    /** When the block was accepted, in microseconds UTC. */
    public static final String AT = "_at";

    /** A hidden column: its name and how it is held. */
    public record HiddenColumn(String name, StorageType storage) {}

    /** All of them, in order. */
    public static final List<HiddenColumn> COLUMNS = List.of(
            new HiddenColumn(FEED, Plain.VARCHAR),
            new HiddenColumn(PART, Plain.INTEGER),
            new HiddenColumn(OFF, Plain.BIGINT),
            new HiddenColumn(ROW, Plain.INTEGER),
            new HiddenColumn(AT, Plain.TIMESTAMP));

    private Identity() {}

    /** Whether a column name is kept for Pipit. */
    public static boolean hidden(String column) {
        return COLUMNS.stream().anyMatch(c -> c.name().equals(column));
    }
}
