package io.pipit.core.block.engine;

import io.pipit.core.block.Identity;
import io.pipit.core.block.arrow.ArrowTypes;
import io.pipit.core.block.arrow.IpcBatches;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Many Arrow IPC streams of the same columns as one. Where the rows do not carry their identity, {@code _part, _off, _row,
 * _at} are put before their columns.
 */
final class ChainedReader extends ArrowReader {
    /** The hidden columns that are added: all but the feed, which is the same for all rows. */
    static final List<Identity.HiddenColumn> ADDED = Identity.COLUMNS.stream()
            .filter(c -> !c.name().equals(Identity.FEED))
            .toList();

    private final Schema schema;
    private final List<FieldVector> identity = new ArrayList<>();
    private final VectorSchemaRoot columns;
    private final VectorSchemaRoot all;
    private final VectorLoader loader;
    private final Iterator<SourceRows> remaining;
    private SourceRows current;
    private IpcBatches batches;
    private int nextRow;
    private long bytes;
    private Throwable failure;
    private boolean closed;

    ChainedReader(BufferAllocator allocator, RowGroups.Group group) {
        super(allocator);
        if (!group.carriesIdentity()) {
            ADDED.forEach(
                    c -> identity.add(ArrowTypes.field(c.name(), c.storage()).createVector(allocator)));
        }
        this.columns = VectorSchemaRoot.create(group.schema(), allocator);
        this.loader = new VectorLoader(columns);
        List<FieldVector> vectors = new ArrayList<>(identity);
        vectors.addAll(columns.getFieldVectors());
        this.all = new VectorSchemaRoot(vectors);
        List<Field> fields = vectors.stream().map(FieldVector::getField).toList();
        this.schema = new Schema(fields);
        this.remaining = group.rows().iterator();
    }

    /** What went wrong while the engine read, or null. */
    Throwable failure() {
        return failure;
    }

    @Override
    public VectorSchemaRoot getVectorSchemaRoot() {
        return all;
    }

    @Override
    public boolean loadNextBatch() throws IOException {
        try {
            return load();
        } catch (IOException | RuntimeException | Error e) {
            failure = e; // the engine passes on a text only
            throw e;
        }
    }

    private boolean load() throws IOException {
        while (true) {
            try (ArrowRecordBatch batch = batches == null ? null : batches.next()) {
                if (batch != null) {
                    load(batch);
                    return true;
                }
            }
            if (!remaining.hasNext()) {
                return false;
            }
            current = remaining.next();
            closeBatches();
            batches = new IpcBatches(current.ipc(), allocator);
            nextRow = 0;
            bytes += current.ipc().length();
        }
    }

    private void load(ArrowRecordBatch batch) {
        loader.load(batch);
        int rows = batch.getLength();
        if (!identity.isEmpty()) {
            fillIdentity(rows);
        }
        all.setRowCount(rows);
    }

    private void fillIdentity(int rows) {
        IntVector part = (IntVector) identity.get(0);
        BigIntVector off = (BigIntVector) identity.get(1);
        IntVector row = (IntVector) identity.get(2);
        TimeStampMicroVector at = (TimeStampMicroVector) identity.get(3);
        identity.forEach(FieldVector::clear); // the engine still holds the buffers of the batch before
        part.allocateNew(rows);
        off.allocateNew(rows);
        row.allocateNew(rows);
        at.allocateNew(rows);
        for (int i = 0; i < rows; i++) {
            part.set(i, current.partition());
            off.set(i, current.offset());
            row.set(i, nextRow++);
            at.set(i, current.acceptedAtMicros());
        }
    }

    @Override
    public long bytesRead() {
        return bytes;
    }

    @Override
    protected Schema readSchema() {
        return schema;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            closeBatches();
            all.close();
        }
    }

    private void closeBatches() {
        if (batches != null) {
            batches.close();
            batches = null;
        }
    }

    @Override
    public void close(boolean closeReadSource) {
        close();
    }

    @Override
    protected void closeReadSource() {}
}
