package io.pipit.speed.source;

import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.util.InstantiationUtil;

/** Splits on their way from the enumerator to a reader of the same job; they are never stored. */
final class LogSplitSerializer implements SimpleVersionedSerializer<LogSplit> {
    @Override
    public int getVersion() {
        return 1;
    }

    @Override
    public byte[] serialize(LogSplit split) throws IOException {
        return InstantiationUtil.serializeObject(split);
    }

    @Override
    public LogSplit deserialize(int version, byte[] bytes) throws IOException {
        try {
            return InstantiationUtil.deserializeObject(bytes, getClass().getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IOException("The reader of the speed job lacks a class of its own split.", e);
        }
    }
}
