package io.pipit.core.log;

import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** A block as a Kafka record: the block's header in a record header, the rows and the quarantined rows in the value. */
final class BlockCodec {
    private static final String HEADER = "pipit-block";
    private static final int VERSION = 1;

    private BlockCodec() {}

    static List<Header> headers(BlockHeader header) {
        return List.of(new RecordHeader(HEADER, encode(header)));
    }

    static byte[] value(Block block) {
        return ByteBuffer.allocate(Integer.BYTES + block.rows().length + block.quarantined().length)
                .putInt(block.rows().length)
                .put(block.rows())
                .put(block.quarantined())
                .array();
    }

    static Block decode(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(HEADER);
        if (header == null || record.value() == null || record.value().length < Integer.BYTES) {
            throw new PipitException(
                    ErrorCode.INTERNAL,
                    "The record at offset " + record.offset() + " of " + record.topic() + "-" + record.partition()
                            + " is not a block. Only Pipit may write to its logs.");
        }
        ByteBuffer value = ByteBuffer.wrap(record.value());
        byte[] rows = new byte[value.getInt()];
        value.get(rows);
        byte[] quarantined = new byte[value.remaining()];
        value.get(quarantined);
        return new Block(decode(header.value()), rows, quarantined);
    }

    static byte[] encode(BlockHeader header) {
        return Wire.encode(VERSION, out -> {
            Wire.text(out, header.dataSource());
            out.writeInt(header.schemaVersion());
            out.writeLong(header.acceptedAtMicros());
            out.writeInt(header.rowCount());
            out.writeInt(header.quarantinedCount());
            Wire.text(out, header.idempotencyKey());
            out.writeInt(header.part());
            SourceCodec.write(out, header.sources());
        });
    }

    static BlockHeader decode(byte[] bytes) {
        return Wire.decode(
                "block header",
                VERSION,
                bytes,
                in -> new BlockHeader(
                        Wire.text(in),
                        in.readInt(),
                        in.readLong(),
                        in.readInt(),
                        in.readInt(),
                        Wire.text(in),
                        in.readInt(),
                        SourceCodec.read(in)));
    }
}
