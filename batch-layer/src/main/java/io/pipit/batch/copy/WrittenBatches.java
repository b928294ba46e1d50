package io.pipit.batch.copy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.sql.FrozenTime;
import io.pipit.core.sql.TranslatedQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The files of batches or parts that are written and not committed, noted beside the table: a later try of the same run takes them as they
 * are, when it reads the same snapshots by the same query for the same columns. The project may have changed in between, and one result is
 * never made of two queries. What nobody takes is found with the orphans.
 */
final class WrittenBatches {
    private static final TypeReference<List<LakeFile>> FILES = new TypeReference<>() {};

    private final LakeTable table;
    private final String run;
    private final ObjectMapper json = new ObjectMapper();

    /** Of a run by this query, be the time in it that of the run already or not. */
    WrittenBatches(LakeTable table, CopySpec spec, TranslatedQuery query) {
        this.table = table;
        this.run = spec.runId() + "-" + sameWork(table, spec, query) + (spec.parts() > 1 ? "-of-" + spec.parts() : "");
    }

    /** A text that is another one when anything differs of which the files depend. */
    private static String sameWork(LakeTable table, CopySpec spec, TranslatedQuery query) {
        String work = new TreeMap<>(spec.snapshots()) + "\n" + table.fingerprint() + "\n"
                + new FrozenTime(spec.runAtMicros()).of(query).bind(EngineSession::quoted);
        return UUID.nameUUIDFromBytes(work.getBytes(StandardCharsets.UTF_8)).toString();
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
