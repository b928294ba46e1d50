package io.pipit.core.lake;

import io.pipit.core.error.PipitException;
import io.pipit.core.lake.LakeTable.Decision;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.LakeTable.Verdict;
import io.pipit.core.lake.file.IcebergFiles;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * The one way in which a table changes. Iceberg rebases a commit on whatever came in between, which would count rows twice; here
 * a commit holds only on the snapshot whose coverage was looked at, else all is looked at again. One thread at a time.
 */
final class CommitLoop {
    private static final int LOOK_ATTEMPTS = 5;

    private final String name;
    private final Table table;

    CommitLoop(String name, Table table) {
        this.name = name;
        this.table = table;
    }

    Verdict commit(TableChange change) {
        return commit(change, new CommitPatience(name, change.author(), System::nanoTime));
    }

    Verdict commit(TableChange change, Duration longest) {
        return commit(change, new CommitPatience(name, change.author(), System::nanoTime, longest));
    }

    private Verdict commit(TableChange change, CommitPatience patience) {
        RemovedFiles removing = new RemovedFiles(table.io(), change.remove());
        Set<String> unknown = new HashSet<>();
        while (true) {
            refresh();
            patience.next(version());
            if (contains(unknown)) {
                return Verdict.COMMIT; // a try that was not there when we looked for it has arrived late
            }
            Snapshot base = table.currentSnapshot();
            Decision decision = change.plan().decide(Snapshots.coverage(name, base));
            if (decision.verdict() != Verdict.COMMIT) {
                return decision.verdict();
            }
            Optional<List<DataFile>> removed =
                    CatalogErrors.asking("reading the files of " + name, () -> removing.in(base));
            if (removed.isEmpty()) {
                return Verdict.CONFLICT;
            }
            String commitId = UUID.randomUUID().toString();
            try {
                update(change, removed.get(), decision.coverage(), base, commitId)
                        .commit();
                return Verdict.COMMIT;
            } catch (CommitFailedException | ValidationException e) {
                patience.failed(e); // surely not done
            } catch (RuntimeException e) {
                if (happened(commitId, e)) {
                    return Verdict.COMMIT;
                }
                unknown.add(commitId);
                patience.failed(e); // not there; should it still arrive, the next try finds it or is refused
            }
        }
    }

    private void refresh() {
        CatalogErrors.asking("reading " + name, () -> {
            table.refresh();
            return null;
        });
    }

    /** Changes with each commit of whatever kind. */
    private String version() {
        return ((HasTableOperations) table).operations().current().metadataFileLocation();
    }

    private SnapshotUpdate<?> update(
            TableChange change, List<DataFile> removed, Coverage coverage, Snapshot base, String commitId) {
        IcebergFiles files = new IcebergFiles(table.schema(), table.spec());
        long expected = Snapshots.id(base);
        SnapshotUpdate<?> update;
        if (removed.isEmpty()) {
            AppendFiles append = table.newAppend();
            change.add().forEach(f -> append.appendFile(files.dataFile(f)));
            update = append;
        } else {
            OverwriteFiles overwrite = table.newOverwrite();
            change.add().forEach(f -> overwrite.addFile(files.dataFile(f)));
            removed.forEach(overwrite::deleteFile);
            update = overwrite;
        }
        update.set(Snapshots.COVERAGE, CoverageCodec.encode(coverage));
        update.set(Snapshots.COMMIT_ID, commitId);
        update.set(Snapshots.AUTHOR, change.author());
        update.validateWith(ancestry -> {
            var newest = ancestry.iterator();
            return expected == (newest.hasNext() ? newest.next().snapshotId() : -1);
        });
        return update;
    }

    /**
     * Looks whether a commit is in the table whose outcome was not reported.
     *
     * @throws PipitException {@code CATALOG_UNAVAILABLE} when that cannot be found out
     */
    private boolean happened(String commitId, RuntimeException failure) {
        RuntimeException last = failure;
        for (int attempt = 0; attempt < LOOK_ATTEMPTS; attempt++) {
            CommitPatience.pause(attempt + 1);
            try {
                table.refresh();
                return contains(Set.of(commitId));
            } catch (RuntimeException e) {
                last = e;
            }
        }
        throw CatalogErrors.of("finding out whether a commit to " + name + " took effect", last);
    }

    private boolean contains(Set<String> commitIds) {
        if (commitIds.isEmpty()) {
            return false;
        }
        for (Snapshot ancestor : SnapshotUtil.currentAncestors(table)) {
            if (commitIds.contains(String.valueOf(ancestor.summary().get(Snapshots.COMMIT_ID)))) {
                return true;
            }
        }
        return false;
    }
}
