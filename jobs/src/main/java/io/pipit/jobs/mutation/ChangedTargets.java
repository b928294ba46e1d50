package io.pipit.jobs.mutation;

import io.pipit.jobs.copy.TakenRows;
import java.util.List;

/** What deletions and replacements have taken out of tables. */
public final class ChangedTargets implements TakenRows {
    private static final int LATEST = 1_000;

    private final ChangeStore store;

    /** As the table of changes says. */
    public ChangedTargets(ChangeStore store) {
        this.store = store;
    }

    @Override
    public Extent since(String table, long sinceMillis) {
        // What a rollback takes out is noted with the runs.
        List<RowChange> taking = store.newest(LATEST).stream()
                .filter(change -> change.table().equals(table) && change.endedAtMillis() >= sinceMillis)
                .filter(change -> change.state() == RowChange.State.DONE
                        && change.kind().takesRowsAway()
                        && change.kind() != RowChange.Kind.ROLLBACK)
                .toList();
        if (taking.isEmpty()) {
            return Extent.NONE;
        }
        return taking.stream().anyMatch(change -> change.condition().isBlank()) ? Extent.ALL : Extent.SOME;
    }
}
