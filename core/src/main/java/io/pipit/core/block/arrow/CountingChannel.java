package io.pipit.core.block.arrow;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Counts bytes and forgets them: to know beforehand how long a stream will be costs next to nothing. */
public final class CountingChannel implements WritableByteChannel {
    private long count;

    /** How many bytes were written. */
    public long count() {
        return count;
    }

    @Override
    public int write(ByteBuffer from) {
        int more = from.remaining();
        from.position(from.limit());
        count += more;
        return more;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
