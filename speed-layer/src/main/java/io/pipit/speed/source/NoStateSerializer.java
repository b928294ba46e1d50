package io.pipit.speed.source;

import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** The enumerator's state: none. */
final class NoStateSerializer implements SimpleVersionedSerializer<LogEnumerator.NoState> {
    @Override
    public int getVersion() {
        return 1;
    }

    @Override
    public byte[] serialize(LogEnumerator.NoState none) throws IOException {
        return new byte[0];
    }

    @Override
    public LogEnumerator.NoState deserialize(int version, byte[] bytes) throws IOException {
        return LogEnumerator.NoState.NONE;
    }
}
