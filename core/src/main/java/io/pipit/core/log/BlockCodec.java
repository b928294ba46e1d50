package io.pipit.core.log;

import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.block.LogPartition;
import io.pipit.core.block.arrow.IpcStream;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** A block as a Kafka record: the block's header in a record header, the rows and the quarantined rows, packed, in the value. */
final class BlockCodec {
    private static final String HEADER = "pipit-block";
    private static final int VERSION = 1;

    /** Blocks without it were written before rows were packed: the length of the rows, the rows, the quarantined rows. */
    private static final String PACKED = "pipit-packed";

    private BlockCodec() {}

    static List<Header> headers(BlockHeader header) {
        return List.of(new RecordHeader(HEADER, encode(header)), new RecordHeader(PACKED, new byte[0]));
    }

    static byte[] value(Block block) {
        IpcStream rows = IpcStream.pack(block.rows());
        IpcStream quarantined = IpcStream.pack(block.quarantined());
        ByteBuffer value = ByteBuffer.allocate(rows.wireBytes() + quarantined.wireBytes());
        rows.write(value);
        quarantined.write(value);
        return value.array();
    }

    static StoredBlock decode(LogPartition partition, ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(HEADER);
        if (header == null || record.value() == null) {
            throw noBlock(record, null);
        }
        try {
            ByteBuffer value = ByteBuffer.wrap(record.value());
            boolean packed = record.headers().lastHeader(PACKED) != null;
            IpcStream rows = packed ? IpcStream.read(value) : plain(value, value.getInt());
            IpcStream quarantined = packed ? IpcStream.read(value) : plain(value, value.remaining());
            return new StoredBlock(partition, record.offset(), decode(header.value()), rows, quarantined);
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw noBlock(record, e);
        }
    }

    private static IpcStream plain(ByteBuffer value, int length) {
        byte[] ipc = new byte[Math.min(length, value.remaining())];
        value.get(ipc);
        return IpcStream.plain(ipc);
    }

    private static PipitException noBlock(ConsumerRecord<byte[], byte[]> record, RuntimeException why) {
        return new PipitException(
                ErrorCode.INTERNAL,
                "The record at offset " + record.offset() + " of " + record.topic() + "-" + record.partition()
                        + " is not a block" + (why == null ? "" : " (" + why.getMessage() + ")")
                        + ". Only Pipit may write to its logs.",
                why);
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
