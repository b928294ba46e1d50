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
    public List<Taken> from(String table) {
        // What a rollback takes out is noted with the runs.
        return store.newest(LATEST).stream()
                .filter(change -> change.table().equals(table)
                        && change.tookPlace()
                        && change.kind().takesRowsAway()
                        && change.kind() != RowChange.Kind.ROLLBACK)
                .map(change ->
                        new Taken(change.endedAtMillis(), change.condition().isBlank()))
                .toList();
    }
}
