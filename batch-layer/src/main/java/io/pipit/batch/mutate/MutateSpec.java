package io.pipit.batch.mutate;

import io.pipit.batch.EngineBounds;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.project.ProjectFiles;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * Everything a change of rows needs to know, as plain values that travel in the job.
 *
 * @param project is compiled again where the job runs
 * @param lake the catalog
 * @param change what is to be done
 * @param views whether they follow the change
 * @param snapshots the edge, by table: rows of later commits stay; -1 for a table that never had a commit
 * @param edge the positions that these snapshots account for, see {@code PositionVector.toText}
 * @param action what to do
 * @param engine bounds of the engine
 */
public record MutateSpec(
        ProjectFiles project,
        LakeConfig lake,
        Change change,
        Views views,
        Map<String, Long> snapshots,
        String edge,
        Action action,
        EngineBounds engine)
        implements Serializable {
    /** Copies the map. */
    public MutateSpec {
        snapshots = Map.copyOf(snapshots);
    }

    /** What happens with the views of the table. */
    public enum Views {
        /** They keep what they have counted. */
        KEEP,
        /** Their rows are made anew from what the table holds after the change. */
        FOLLOW
    }

    /** What to do with the rows. */
    public enum Action {
        /** Say how many would go. */
        COUNT,
        CHANGE,
        /** Say how many rows of its views differ from what they make of such rows. */
        CHECK_VIEWS,
        /** The same, and put them right. */
        REPAIR_VIEWS,
        /** Run its views on the blocks that were set aside for them. */
        RUN_SET_ASIDE
    }

    /**
     * Rows that go, and rows that come in their place.
     *
     * @param id names the change for ever; its commit happens once by it
     * @param table whose rows change
     * @param condition of the dialect, over the table's columns as queries see them: which rows go; the empty text for all
     * @param add files that were written for the table and are not committed yet
     * @param restore the snapshot whose rows take the place of all, or {@link #NO_SNAPSHOT}
     * @param rows of the engine, over hidden columns: only such rows go; the empty text for all. For tables that do not merge
     */
    public record Change(String id, String table, String condition, List<LakeFile> add, long restore, String rows)
            implements Serializable {
        /** There is none to be restored. */
        public static final long NO_SNAPSHOT = -1;

        /** Copies the list. */
        public Change {
            add = List.copyOf(add);
        }

        /** Rows that go wherever they are from, and rows that come in their place. */
        public Change(String id, String table, String condition, List<LakeFile> add, long restore) {
            this(id, table, condition, add, restore, "");
        }

        /** Rows that go, and rows of files. */
        public Change(String id, String table, String condition, List<LakeFile> add) {
            this(id, table, condition, add, NO_SNAPSHOT);
        }
    }
}
