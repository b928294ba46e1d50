package io.pipit.core.block.engine;

import io.pipit.core.block.arrow.IpcStream;

/**
 * Rows on their way into the engine: one Arrow IPC stream with what its hidden columns are.
 *
 * @param feed value of {@code _feed}
 * @param partition value of {@code _part}; unused when {@code carriesIdentity}
 * @param offset value of {@code _off}; unused when {@code carriesIdentity}
 * @param acceptedAtMicros value of {@code _at}; unused when {@code carriesIdentity}
 * @param carriesIdentity whether the stream itself has {@code _part, _off, _row, _at} as its first columns, as the partial
 *     rows of views do; raw blocks do not, and their rows are numbered on the way in
 * @param ipc the Arrow IPC stream
 */
public record SourceRows(
        String feed, int partition, long offset, long acceptedAtMicros, boolean carriesIdentity, IpcStream ipc) {

    /** The rows of one raw block. */
    public static SourceRows raw(String feed, int partition, long offset, long acceptedAtMicros, byte[] ipc) {
        return raw(feed, partition, offset, acceptedAtMicros, IpcStream.plain(ipc));
    }

    /** The rows of one raw block. */
    public static SourceRows raw(String feed, int partition, long offset, long acceptedAtMicros, IpcStream ipc) {
        return new SourceRows(feed, partition, offset, acceptedAtMicros, false, ipc);
    }

    /** Rows that carry their own identity. */
    public static SourceRows derived(String feed, byte[] ipc) {
        return new SourceRows(feed, -1, -1, -1, true, IpcStream.plain(ipc));
    }
}
