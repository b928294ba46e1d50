package io.pipit.batch.populate;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.FeedCoverage.SetAsideBlock;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What the tasks of a filling that is divided have written, noted beside the table for the one that commits. */
final class PartNotes {
    private static final TypeReference<List<LakeFile>> FILES = new TypeReference<>() {};
    private static final TypeReference<List<SetAsideBlock>> BLOCKS = new TypeReference<>() {};

    private final PopulateSpec spec;
    private final ObjectMapper json = new ObjectMapper();

    PartNotes(PopulateSpec spec) {
        this.spec = spec;
    }

    /** Notes what a task has written for a piece of the filling. */
    void put(LakeTable table, Fill fill, int part, Written written) {
        try {
            List<String> text =
                    List.of(json.writeValueAsString(written.files()), json.writeValueAsString(written.setAside()));
            table.notes().put(name(fill, part), json.writeValueAsBytes(text));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What all tasks have written for it. */
    Written all(LakeTable table, Fill fill) {
        List<LakeFile> files = new ArrayList<>();
        List<SetAsideBlock> blocks = new ArrayList<>();
        for (int part = 0; part < spec.parts(); part++) {
            byte[] note = table.notes().find(name(fill, part)).orElseThrow(() -> missing(fill));
            try {
                List<String> text = json.readValue(note, new TypeReference<List<String>>() {});
                files.addAll(json.readValue(text.get(0), FILES));
                blocks.addAll(json.readValue(text.get(1), BLOCKS));
            } catch (IOException e) {
                throw new IllegalStateException("A note of a filling is damaged.", e);
            }
        }
        return new Written(files, blocks);
    }

    private String name(Fill fill, int part) {
        return "fill-" + spec.run() + "-" + spec.fills().indexOf(fill) + "-" + part + ".json";
    }

    private static PipitException missing(Fill fill) {
        return new PipitException(
                ErrorCode.COPY_FAILED,
                "A part of the filling of '" + fill.table() + "' has left no files. Nothing was changed; try again.");
    }
}
