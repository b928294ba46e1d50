package io.pipit.intake.guard;

import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.block.arrow.IpcBytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;

/** Looks at the ids of a block's rows, and leaves rows out. */
final class BlockIds {
    private final BufferAllocator allocator;

    BlockIds(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    /** Whether a row has such an id. */
    boolean any(Block block, String column, Predicate<String> wanted) {
        return read(block, root -> {
            FieldVector ids = root.getVector(column);
            for (int i = 0; ids != null && i < root.getRowCount(); i++) {
                String id = text(ids, i);
                if (id != null && wanted.test(id)) {
                    return true;
                }
            }
            return false;
        });
    }

    /** The block without the rows that have such an id. */
    Block without(Block block, String column, Predicate<String> unwanted) {
        return read(block, root -> {
            FieldVector ids = root.getVector(column);
            List<Integer> kept = new ArrayList<>();
            for (int i = 0; i < root.getRowCount(); i++) {
                String id = ids == null ? null : text(ids, i);
                if (id == null || !unwanted.test(id)) {
                    kept.add(i);
                }
            }
            return kept.size() == root.getRowCount() ? block : only(block, root, kept);
        });
    }

    private Block only(Block block, VectorSchemaRoot root, List<Integer> kept) {
        BlockHeader header = block.header();
        BlockHeader fewer = new BlockHeader(
                header.dataSource(),
                header.schemaVersion(),
                header.acceptedAtMicros(),
                kept.size(),
                header.quarantinedCount(),
                header.idempotencyKey(),
                header.part(),
                header.sources());
        if (kept.isEmpty()) {
            return new Block(fewer, new byte[0], block.quarantined());
        }
        List<FieldVector> vectors = new ArrayList<>();
        for (FieldVector vector : root.getFieldVectors()) {
            FieldVector copy = vector.getField().createVector(allocator);
            copy.allocateNew();
            for (int i = 0; i < kept.size(); i++) {
                copy.copyFromSafe(kept.get(i), i, vector);
            }
            copy.setValueCount(kept.size());
            vectors.add(copy);
        }
        try (VectorSchemaRoot rows = new VectorSchemaRoot(root.getSchema().getFields(), vectors, kept.size())) {
            return new Block(fewer, IpcBytes.of(rows), block.quarantined());
        }
    }

    private interface Looking<T> {
        T at(VectorSchemaRoot root);
    }

    private <T> T read(Block block, Looking<T> looking) {
        try (ArrowStreamReader reader = new ArrowStreamReader(new ByteArrayInputStream(block.rows()), allocator)) {
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            reader.loadNextBatch();
            return looking.at(root); // a block's rows are one batch
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
    }

    /** As queries show it. */
    private static String text(FieldVector ids, int row) {
        if (ids.isNull(row)) {
            return null;
        } else if (ids instanceof UInt8Vector v) {
            return Long.toUnsignedString(v.get(row));
        } else if (ids instanceof UInt4Vector v) {
            return Integer.toUnsignedString(v.get(row));
        } else if (ids instanceof UInt2Vector v) {
            return Integer.toString(v.get(row));
        } else if (ids instanceof UInt1Vector v) {
            return Integer.toString(Byte.toUnsignedInt(v.get(row)));
        } else if (ids instanceof BaseIntVector v) {
            return Long.toString(v.getValueAsLong(row));
        } else if (ids instanceof FixedSizeBinaryVector v) {
            ByteBuffer bytes = ByteBuffer.wrap(v.get(row));
            return new UUID(bytes.getLong(), bytes.getLong()).toString();
        }
        return ids.getObject(row).toString();
    }
}
