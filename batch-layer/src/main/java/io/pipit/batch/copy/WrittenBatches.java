package io.pipit.batch.copy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The files of batches that are written and not committed, noted beside the table: a later try of the same run over the same edge takes
 * them as they are. What nobody takes is found with the orphans.
 */
final class WrittenBatches {
    private static final TypeReference<List<LakeFile>> FILES = new TypeReference<>() {};

    private final LakeTable table;
    private final String run;
    private final ObjectMapper json = new ObjectMapper();

    WrittenBatches(LakeTable table, CopySpec spec) {
        this.table = table;
        this.run = spec.runId() + "-" + Integer.toHexString(new java.util.TreeMap<>(spec.snapshots()).hashCode())
                + (spec.parts() > 1 ? "-of-" + spec.parts() : "");
    }

    /** The files of a batch, when an earlier try wrote them and all are there. */
    Optional<List<LakeFile>> find(int batch) {
        return table.notes()
                .find(name(batch))
                .flatMap(this::read)
                .filter(files -> files.stream().allMatch(table::has));
    }

    void note(int batch, List<LakeFile> files) {
        try {
            table.notes().put(name(batch), json.writeValueAsBytes(files));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<List<LakeFile>> read(byte[] note) {
        try {
            return Optional.of(json.readValue(note, FILES));
        } catch (IOException e) {
            return Optional.empty(); // the process died while it wrote: the batch is done again
        }
    }

    private String name(int batch) {
        return run + "-" + batch + ".json";
    }
}
