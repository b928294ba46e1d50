package io.pipit.core.log;

import io.pipit.core.block.LogPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What travels in the fresh topic: records, in parts, and notices. The Kafka header says which. */
final class FreshCodec {
    static final String RECORD_HEADER = "pipit-fresh";
    static final String NOTICE_HEADER = "pipit-commit";
    private static final int VERSION = 1;

    /** What each part of a record says of itself; the value is a piece of the encoded record. */
    record PartHeader(LogPartition partition, long from, long to, String attempt, int part, int parts) {}

    private FreshCodec() {}

    static byte[] encode(PartHeader header) {
        return Wire.encode(VERSION, out -> {
            Wire.text(out, header.partition().topicId());
            out.writeInt(header.partition().partition());
            out.writeLong(header.from());
            out.writeLong(header.to());
            Wire.text(out, header.attempt());
            out.writeInt(header.part());
            out.writeInt(header.parts());
        });
    }

    static PartHeader decodePart(byte[] bytes) {
        return Wire.decode(
                "fresh record",
                VERSION,
                bytes,
                in -> new PartHeader(
                        new LogPartition(Wire.text(in), in.readInt()),
                        in.readLong(),
                        in.readLong(),
                        Wire.text(in),
                        in.readInt(),
                        in.readInt()));
    }

    static byte[] encodeBody(FreshRecord record) {
        return Wire.encode(VERSION, out -> {
            out.writeInt(record.rows().size());
            for (Map.Entry<String, byte[]> rows : new TreeMap<>(record.rows()).entrySet()) {
                Wire.text(out, rows.getKey());
                Wire.bytes(out, rows.getValue());
            }
            out.writeInt(record.setAside().size());
            for (FreshRecord.SetAside block : record.setAside()) {
                Wire.text(out, block.feed());
                out.writeLong(block.offset());
                Wire.text(out, block.error());
            }
        });
    }

    static FreshRecord decodeBody(PartHeader header, byte[] body) {
        return Wire.decode("fresh record", VERSION, body, in -> {
            Map<String, byte[]> rows = new HashMap<>();
            for (int n = in.readInt(); n > 0; n--) {
                rows.put(Wire.text(in), Wire.bytes(in));
            }
            List<FreshRecord.SetAside> setAside = new ArrayList<>();
            for (int n = in.readInt(); n > 0; n--) {
                setAside.add(new FreshRecord.SetAside(Wire.text(in), in.readLong(), Wire.text(in)));
            }
            return new FreshRecord(
                    header.partition(), header.from(), header.to(), header.attempt(), 0, 1, rows, setAside);
        });
    }

    static byte[] encode(CommitNotice notice) {
        return Wire.encode(VERSION, out -> {
            Wire.text(out, notice.writer());
            out.writeLong(notice.epoch());
            out.writeInt(notice.snapshots().size());
            for (Map.Entry<String, Long> snapshot : new TreeMap<>(notice.snapshots()).entrySet()) {
                Wire.text(out, snapshot.getKey());
                out.writeLong(snapshot.getValue());
            }
        });
    }

    static CommitNotice decodeNotice(byte[] bytes) {
        return Wire.decode("commit notice", VERSION, bytes, in -> {
            String writer = Wire.text(in);
            long epoch = in.readLong();
            Map<String, Long> snapshots = new HashMap<>();
            for (int n = in.readInt(); n > 0; n--) {
                snapshots.put(Wire.text(in), in.readLong());
            }
            return new CommitNotice(writer, epoch, snapshots);
        });
    }
}
