package io.pipit.batch.compact;

import io.pipit.batch.compact.CompactSteps.Step;
import io.pipit.core.block.Identity;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeScan;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.LakeTable.Verdict;
import io.pipit.core.lake.TableState;
import io.pipit.core.lake.TableState.StoredFile;
import io.pipit.core.lake.remote.FileCache.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compacts one table: exactly the chosen files are replaced, in one commit that carries the coverage on. Where another commit has
 * taken one of them meanwhile, nothing is changed and all is looked at again.
 */
public final class CompactTable {
    private static final Logger LOG = LoggerFactory.getLogger(CompactTable.class);
    private static final int ATTEMPTS = 3;

    /** Where appends always come first, the next run has as good a chance, and others need the slot. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final TableSpec spec;
    private final LakeTable table;
    private final FileGroups groups;
    private final CompactSteps steps;
    private final CompactSql sql;

    /** Of a table whose columns are these. */
    public CompactTable(TableSpec spec, LakeTable table, FileGroups groups, CompactSteps steps) {
        this.spec = spec;
        this.table = table;
        this.groups = groups;
        this.steps = steps;
        this.sql = new CompactSql(spec);
    }

    /**
     * Compacts.
     *
     * @param budgetBytes what may be read, about: one group is compacted even when it is larger
     * @return what was done; nothing when there was nothing to do, or the table's columns are not those that it should have; {@link
     *     CompactOutcome#OVERTAKEN} when others changed the table all the time
     */
    public CompactOutcome run(EngineSession session, long budgetBytes) {
        try {
            return tried(session, budgetBytes);
        } catch (PipitException e) {
            if (e.code() != ErrorCode.COMMIT_CONFLICT) {
                throw e;
            }
            LOG.info("The table {} is left to the next run: {}", spec.name(), e.getMessage());
            return CompactOutcome.OVERTAKEN;
        }
    }

    private CompactOutcome tried(EngineSession session, long budgetBytes) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            TableState state = table.refresh();
            List<List<StoredFile>> chosen = chosen(state, budgetBytes);
            if (chosen.isEmpty() || !columnsFit()) {
                return CompactOutcome.NONE;
            }
            steps.done(Step.CHOSEN, spec.name());
            List<StoredFile> removed = chosen.stream().flatMap(List::stream).toList();
            List<LakeFile> added = written(session, state, chosen);
            steps.done(Step.WRITTEN, spec.name());
            if (commit(added, removed)) {
                steps.done(Step.COMMITTED, spec.name());
                return outcome(removed, added);
            }
            // What was written stays until it is found as orphans: a commit whose answer was lost may still arrive.
            LOG.info("The table {} lost files while they were compacted; try {} is given up", spec.name(), attempt);
        }
        return CompactOutcome.OVERTAKEN;
    }

    private List<List<StoredFile>> chosen(TableState state, long budgetBytes) {
        List<List<StoredFile>> chosen = new ArrayList<>();
        long left = budgetBytes;
        for (List<StoredFile> group : groups.of(state.files())) {
            if (left > 0) {
                chosen.add(group);
                left -= FileGroups.bytes(group);
            }
        }
        return chosen;
    }

    /** Another version of the project may be about to change the columns: what this one does not know must not be lost. */
    private boolean columnsFit() {
        Set<String> known = new HashSet<>();
        Stream.concat(
                        Identity.COLUMNS.stream().map(Identity.HiddenColumn::name),
                        spec.columns().stream().map(c -> c.name()))
                .forEach(known::add);
        boolean fit = known.equals(new HashSet<>(table.columns()));
        if (!fit) {
            LOG.info("The table {} is not compacted now: its columns are changing", spec.name());
        }
        return fit;
    }

    private boolean commit(List<LakeFile> added, List<StoredFile> removed) {
        List<String> paths = removed.stream().map(StoredFile::path).toList();
        return table.commit(new TableChange(added, paths, CoveragePlan.carry(), "compact"), PATIENCE)
                        .verdict()
                == Verdict.COMMIT;
    }

    private List<LakeFile> written(EngineSession session, TableState state, List<List<StoredFile>> chosen) {
        List<LakeFile> added = new ArrayList<>();
        try {
            chosen.forEach(group -> write(session, state, group, added));
            return added;
        } catch (RuntimeException e) {
            table.discard(added);
            throw e;
        }
    }

    private void write(EngineSession session, TableState state, List<StoredFile> group, List<LakeFile> added) {
        LakeScan scan = table.scan(spec, group);
        String query = sql.of(scan.sql(), state.coverage());
        try (Lease here = scan.open()) {
            List<LakeFile> files = table.write(session, spec, query);
            added.addAll(files);
            check(group, files);
        } catch (PipitException e) {
            if (e.code() != ErrorCode.OUT_OF_MEMORY || group.size() < 4) {
                throw e;
            }
            LOG.info("{} files of {} do not fit into memory; they are compacted in halves", group.size(), spec.name());
            int half = group.size() / 2;
            write(session, state, group.subList(0, half), added);
            write(session, state, group.subList(half, group.size()), added);
        }
    }

    /** What the engine says it has written is checked against what it was given, before the only other copy goes. */
    private void check(List<StoredFile> group, List<LakeFile> files) {
        long before = group.stream().mapToLong(StoredFile::rows).sum();
        long after = files.stream().mapToLong(LakeFile::rows).sum();
        boolean right = sql.folds() ? after > 0 && after <= before : after == before;
        if (!right) {
            throw new PipitException(
                    ErrorCode.INTERNAL,
                    "Compacting " + group.size() + " files of '" + spec.name() + "' made " + after + " rows of "
                            + before + "; nothing was changed.");
        }
    }

    private static CompactOutcome outcome(List<StoredFile> removed, List<LakeFile> added) {
        return new CompactOutcome(
                1,
                removed.size(),
                added.size(),
                removed.stream().mapToLong(StoredFile::rows).sum(),
                added.stream().mapToLong(LakeFile::rows).sum(),
                FileGroups.bytes(removed),
                added.stream().mapToLong(LakeFile::bytes).sum(),
                0);
    }
}
