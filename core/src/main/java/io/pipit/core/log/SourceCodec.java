package io.pipit.core.log;

import io.pipit.core.block.SourcePoint;
import io.pipit.core.block.SourceRange;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The sources of a block, at the end of its header: nothing for blocks of requests. */
final class SourceCodec {
    private SourceCodec() {}

    static void write(DataOutputStream out, List<SourceRange> sources) throws IOException {
        if (sources.isEmpty()) {
            return;
        }
        out.writeInt(sources.size());
        for (SourceRange source : sources) {
            Wire.text(out, source.group());
            Wire.text(out, source.topic());
            out.writeInt(source.partition());
            Wire.text(out, source.topicId());
            out.writeLong(source.from());
            out.writeLong(source.to());
            out.writeLong(source.after().topic());
            out.writeLong(source.after().next());
        }
    }

    static List<SourceRange> read(DataInputStream in) throws IOException {
        if (in.available() == 0) {
            return List.of();
        }
        int count = in.readInt();
        List<SourceRange> sources = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sources.add(new SourceRange(
                    Wire.text(in),
                    Wire.text(in),
                    in.readInt(),
                    Wire.text(in),
                    in.readLong(),
                    in.readLong(),
                    new SourcePoint(in.readLong(), in.readLong())));
        }
        return sources;
    }
}
