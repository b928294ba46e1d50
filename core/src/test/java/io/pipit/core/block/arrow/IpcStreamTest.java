package io.pipit.core.block.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.Types.MinorType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

class IpcStreamTest {
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void whatIsPackedIsTheSameOnTheOtherSide() {
        for (int i = 0; i < 200; i++) {
            byte[] bytes = bytes(random.nextInt(20_000), 1 + random.nextInt(255));
            IpcStream packed = IpcStream.pack(bytes);
            assertThat(packed.length()).isEqualTo(bytes.length);
            assertThat(packed.heldBytes()).isLessThanOrEqualTo(bytes.length);
            assertThat(packed.bytes()).as("seed " + seed).isEqualTo(bytes);
            IpcStream read = IpcStream.read(ByteBuffer.wrap(wire(packed)));
            assertThat(read.bytes()).as("seed " + seed).isEqualTo(bytes);
            assertThat(read.isEmpty()).isEqualTo(bytes.length == 0);
        }
    }

    @Test
    void rowsAndColumnsAreReadFromWhatIsPacked() throws Exception {
        // The description of 300 columns is longer than the part that is packed by itself.
        for (int columns : List.of(1, 7, 300)) {
            byte[] ipc = numbers(columns, 2_000);
            try (RootAllocator allocator = new RootAllocator()) {
                for (IpcStream stream : List.of(IpcStream.plain(ipc), IpcStream.pack(ipc))) {
                    assertLastNumber(stream, columns, allocator);
                }
                assertThat(allocator.getAllocatedMemory()).isZero();
            }
        }
    }

    private static void assertLastNumber(IpcStream stream, int columns, RootAllocator allocator) throws Exception {
        Schema schema = new IpcBatches.Schemas().of(stream);
        assertThat(schema.getFields()).hasSize(columns);
        try (IpcBatches batches = new IpcBatches(stream, allocator);
                VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator)) {
            try (ArrowRecordBatch batch = batches.next()) {
                new VectorLoader(root).load(batch);
            }
            assertThat(root.getVector("c" + (columns - 1)).getObject(1_999)).isEqualTo(1_999L);
            assertThat(batches.next()).isNull();
        }
    }

    @Test
    void aThreadThatHasBeenInterruptedReadsTheSame() throws Exception {
        Thread.currentThread().interrupt();
        try (RootAllocator allocator = new RootAllocator()) {
            assertLastNumber(IpcStream.pack(numbers(2, 2_000)), 2, allocator);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void damageIsSaid() {
        byte[] packed = wire(IpcStream.pack(numbers(3, 5_000)));
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] damaged = packed.clone();
            damaged[12 + random.nextInt(damaged.length - 12)] ^= (byte) (1 + random.nextInt(255));
            try {
                IpcStream.read(ByteBuffer.wrap(damaged)).bytes();
            } catch (IllegalArgumentException e) {
                refused++;
            }
        }
        assertThat(refused).as("seed " + seed).isPositive();
        for (int length : List.of(0, 5, 11, 40)) {
            ByteBuffer cut = ByteBuffer.wrap(packed, 0, length);
            assertThatIllegalArgumentException().isThrownBy(() -> IpcStream.read(cut));
        }
    }

    private static byte[] wire(IpcStream stream) {
        ByteBuffer wire = ByteBuffer.allocate(stream.wireBytes());
        stream.write(wire);
        assertThat(wire.remaining()).isZero();
        return wire.array();
    }

    private byte[] bytes(int length, int distinct) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) random.nextInt(distinct);
        }
        return bytes;
    }

    private static byte[] numbers(int columns, int rows) {
        Schema schema = new Schema(IntStream.range(0, columns)
                .mapToObj(i -> Field.nullable("c" + i, MinorType.BIGINT.getType()))
                .toList());
        try (RootAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator)) {
            for (FieldVector vector : root.getFieldVectors()) {
                BigIntVector numbers = (BigIntVector) vector;
                numbers.allocateNew(rows);
                for (int row = 0; row < rows; row++) {
                    numbers.set(row, row);
                }
                numbers.setValueCount(rows);
            }
            root.setRowCount(rows);
            return IpcBytes.of(root);
        }
    }
}
