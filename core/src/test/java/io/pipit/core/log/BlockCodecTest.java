package io.pipit.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.block.LogPartition;
import io.pipit.core.error.PipitException;
import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class BlockCodecTest {
    private static final LogPartition PARTITION = new LogPartition("id", 0);
    private static final BlockHeader HEADER = new BlockHeader("events", 1, 5, 2, 1, "", 0);

    private final byte[] rows = new byte[10_000];
    private final byte[] quarantined = {1, 2, 3};

    @Test
    void rowsTravelPacked() {
        byte[] value = BlockCodec.value(new Block(HEADER, rows, quarantined));
        assertThat(value).hasSizeLessThan(rows.length / 10);
        assertSame(decode(value, BlockCodec.headers(HEADER).toArray(Header[]::new)));
    }

    @Test
    void blocksFromBeforeRowsWerePackedAreRead() {
        byte[] value = ByteBuffer.allocate(Integer.BYTES + rows.length + quarantined.length)
                .putInt(rows.length)
                .put(rows)
                .put(quarantined)
                .array();
        assertSame(decode(value, BlockCodec.headers(HEADER).get(0)));
    }

    @Test
    void anythingElseIsNamedByItsPlace() {
        Header[] headers = BlockCodec.headers(HEADER).toArray(Header[]::new);
        for (byte[] value : new byte[][] {{}, {1, 2, 3}, new byte[11], {0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 1, 7}}) {
            assertThatExceptionOfType(PipitException.class)
                    .isThrownBy(() -> decode(value, headers))
                    .withMessageContaining("The record at offset 7 of log-0 is not a block");
        }
        assertThatExceptionOfType(PipitException.class)
                .isThrownBy(() -> decode(rows))
                .withMessageContaining("Only Pipit may write to its logs");
    }

    private void assertSame(StoredBlock read) {
        assertThat(read.header()).isEqualTo(HEADER);
        assertThat(read.offset()).isEqualTo(7);
        assertThat(read.rows().bytes()).isEqualTo(rows);
        assertThat(read.quarantined().bytes()).isEqualTo(quarantined);
    }

    private static StoredBlock decode(byte[] value, Header... headers) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("log", 0, 7, null, value);
        for (Header header : headers) {
            record.headers().add(header);
        }
        return BlockCodec.decode(PARTITION, record);
    }
}
