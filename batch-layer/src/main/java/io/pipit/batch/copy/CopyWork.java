package io.pipit.batch.copy;

import io.pipit.batch.TaskProgress;
import io.pipit.batch.rewrite.RowRemoval;
import io.pipit.core.block.Identity;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.LakeTable.CommitResult;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.TableState;
import io.pipit.core.lake.TableState.StoredFile;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.Plan;
import io.pipit.core.sql.TranslatedQuery;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of one run: compute over the pinned snapshots, write, commit. Nothing of it shows before the commit, and the commit is all
 * or nothing, so a run that fails changes nothing.
 */
public final class CopyWork {
    private static final Logger LOG = LoggerFactory.getLogger(CopyWork.class);

    /** Percentages at which the result is written, and the rows of views are. */
    private static final int WRITTEN = 90;

    private static final int FOLLOWED = 98;

    private final CopySpec spec;
    private final Plan plan;
    private final TranslatedQuery query;
    private final Lake lake;
    private final Clock clock;
    private final TaskProgress progress;
    private Optional<CopyPart> parts = Optional.empty();
    private Optional<ForeignRows> foreign = Optional.empty();

    /** A run over an open catalog; {@code query} is the pipe's, rendered with the run's parameters. */
    public CopyWork(CopySpec spec, Plan plan, TranslatedQuery query, Lake lake, Clock clock, TaskProgress progress) {
        this.progress = progress;
        this.query = query;
        this.spec = spec;
        this.plan = plan;
        this.lake = lake;
        this.clock = clock;
    }

    /** What does the work in pieces where the whole takes more memory than there is. */
    public CopyWork orInParts(CopyPart pieces) {
        parts = Optional.of(pieces);
        return this;
    }

    /** What brings the rows of tables of other databases. */
    public CopyWork bringing(ForeignRows rows) {
        foreign = Optional.of(rows);
        return this;
    }

    /**
     * Runs.
     *
     * @throws PipitException {@code COMMIT_CONFLICT} when the target has changed below the edge since it was pinned: run again
     *     with a new edge
     */
    public CopyOutcome run(EngineSession session) {
        TableSpec target = target();
        PinnedTables pinned = new PinnedTables(spec, plan, lake);
        Following following = new Following(spec, plan, pinned, session, target);
        following.check();
        LakeTable table = pinned.table(target.name());
        TableState now = table.refresh();
        TableState edge = pinned.state(target.name());
        var done = CopyCommit.done(spec, now.coverage());
        if (done.isPresent()) {
            followed(following, edge, target);
            return new CopyOutcome(done.get(), 0, 0, 0, 0, now.snapshotId());
        }
        long number = CopyCommit.nextNumber(spec, edge.coverage());
        CopyQuery copy = new CopyQuery(spec, target, number);
        Optional<Batches> batches = Batches.of(spec.parameters());
        progress.stage(1, WRITTEN);
        foreign.ifPresent(rows -> rows.bring(session, query));
        BiFunction<String, Boolean, String> read = (name, mergeFree) ->
                query.foreign().containsKey(name) ? EngineSession.quoted(name) : pinned.rows(name, mergeFree);
        List<LakeFile> files;
        if (spec.parts() > 1) {
            files = ofParts(table);
        } else if (batches.isPresent()) {
            files = inBatches(session, table, target, read, copy, batches.get());
        } else {
            files = whole(session, table, target, copy.sql(query, read));
        }
        progress.stage(WRITTEN, FOLLOWED);
        CopyCommit commit = new CopyCommit(spec, edge.coverage(), clock.millis(), files, basis());
        RowRemoval.Result replaced = replaced(session, table, target, edge);
        List<LakeFile> added = new ArrayList<>(files);
        added.addAll(replaced.add());
        following.prepare(after(edge, replaced.remove(), added), commit.after(edge.coverage()));
        CommitResult result = table.commit(new TableChange(added, replaced.remove(), commit, "copy:" + spec.pipe()));
        if (result.verdict() == LakeTable.Verdict.COMMIT) {
            following.commit(result.state().coverage());
        } else {
            following.discard();
        }
        return outcome(result, files, number);
    }

    /** The run is in the target already; its views may not have it yet. */
    private void followed(Following following, TableState edge, TableSpec target) {
        if (following.any() && CopyCommit.done(spec, edge.coverage()).isEmpty()) {
            throw conflict(target); // it came in after the edge, and views follow at an edge that has it
        }
        following.prepare(edge.files(), edge.coverage());
        following.commit(edge.coverage());
    }

    private List<LakeFile> whole(EngineSession session, LakeTable table, TableSpec target, String rows) {
        try {
            return table.write(session, target, rows);
        } catch (PipitException e) {
            if (e.code() != ErrorCode.OUT_OF_MEMORY) {
                throw e;
            }
            return parts.orElseThrow(() -> e).smaller(session, 0, 1, e);
        }
    }

    private Optional<CopyCoverage.Basis> basis() {
        return spec.mode() != CopyPlan.Mode.REPLACE
                ? Optional.empty()
                : plan.copies()
                        .get(spec.pipe())
                        .lambda()
                        .map(lambda -> new CopyCoverage.Basis(
                                spec.runAtMicros(),
                                lambda.source(),
                                spec.snapshots().getOrDefault(lambda.source(), -1L),
                                lambda.fingerprint()));
    }

    /** What the target holds of the edge after the run. */
    private static List<StoredFile> after(TableState edge, List<String> removed, List<LakeFile> added) {
        Set<String> gone = Set.copyOf(removed);
        List<StoredFile> files = new ArrayList<>(edge.files());
        files.removeIf(file -> gone.contains(file.path()));
        added.forEach(file -> files.add(new StoredFile(file.path(), file.rows(), file.bytes(), 0, "")));
        return files;
    }

    /** What the tasks of the parts have written. */
    private List<LakeFile> ofParts(LakeTable table) {
        WrittenBatches written = new WrittenBatches(table, spec, query);
        List<LakeFile> files = new ArrayList<>();
        for (int part = 0; part < spec.parts(); part++) {
            String missing =
                    "Part " + part + " of the copy '" + spec.pipe() + "' has left no files. Nothing was changed.";
            files.addAll(written.find(part).orElseThrow(() -> new PipitException(ErrorCode.COPY_FAILED, missing)));
        }
        return files;
    }

    /** One range of the result after another, so that memory need only hold one; all are committed together. */
    private List<LakeFile> inBatches(
            EngineSession session,
            LakeTable table,
            TableSpec target,
            BiFunction<String, Boolean, String> read,
            CopyQuery rows,
            Batches batches) {
        String result = query.bind(name -> read.apply(name, query.mergeFree().contains(name)));
        List<String> ranges = batches.ranges(session, query, result);
        WrittenBatches written = new WrittenBatches(table, spec, query);
        List<LakeFile> all = new ArrayList<>();
        for (int i = 0; i < ranges.size(); i++) {
            // Another database has other rows by now.
            Optional<List<LakeFile>> earlier = query.foreign().isEmpty() ? written.find(i) : Optional.empty();
            if (earlier.isPresent()) {
                all.addAll(earlier.get());
                continue;
            }
            String range = ranges.get(i);
            progress.stage(1 + WRITTEN * i / ranges.size(), 1 + WRITTEN * (i + 1) / ranges.size());
            List<LakeFile> files = table.write(
                    session,
                    target,
                    rows.sql(query, read, i, whole -> "SELECT * FROM (" + whole + ") AS whole WHERE " + range));
            written.note(i, files);
            all.addAll(files);
            LOG.info("Batch {} of {} of the copy {} is written", i + 1, ranges.size(), spec.pipe());
        }
        return all;
    }

    /** What goes out of the target in the same commit: everything, the rows of the former run of the key, or nothing. */
    private RowRemoval.Result replaced(EngineSession session, LakeTable table, TableSpec target, TableState edge) {
        if (spec.mode() == CopyPlan.Mode.REPLACE) {
            return new RowRemoval.Result(
                    edge.files().stream().map(StoredFile::path).toList(), List.of(), edge.rows());
        }
        Optional<Long> former =
                spec.repetition() == Repetition.REPLACE_ROWS && !spec.runKey().isEmpty()
                        ? Optional.ofNullable(edge.coverage().copies().get(spec.feed()))
                                .flatMap(held -> held.numberOf(spec.runKey()))
                        : Optional.empty();
        if (former.isEmpty()) {
            return new RowRemoval.Result(List.of(), List.of(), 0);
        }
        String condition = Identity.FEED + " = '" + spec.feed().replace("'", "''") + "' AND " + Identity.OFF + " = "
                + former.get();
        return new RowRemoval(session, table, target).of(edge, condition);
    }

    private CopyOutcome outcome(CommitResult result, List<LakeFile> files, long number) {
        long snapshot = result.state().snapshotId();
        return switch (result.verdict()) {
            case COMMIT ->
                new CopyOutcome(
                        CopyOutcome.Verdict.COMMITTED,
                        CopyCommit.rows(files),
                        CopyCommit.bytes(files),
                        files.size(),
                        number,
                        snapshot);
            case ALREADY_DONE ->
                new CopyOutcome(
                        CopyCommit.done(spec, result.state().coverage()).orElse(CopyOutcome.Verdict.ALREADY_COMMITTED),
                        0,
                        0,
                        0,
                        0,
                        snapshot);
            case CONFLICT -> throw conflict(target());
        };
    }

    private PipitException conflict(TableSpec target) {
        return new PipitException(
                ErrorCode.COMMIT_CONFLICT,
                "The copy '" + spec.pipe() + "' could not commit: its target '" + target.name()
                        + "' has been changed below the edge since the run began. The run is repeated with a new edge.");
    }

    private TableSpec target() {
        CopyPlan copy = plan.copies().get(spec.pipe());
        if (copy == null) {
            throw new PipitException(
                    ErrorCode.INVALID_PROJECT, "The project has no copy pipe '" + spec.pipe() + "' any more.");
        }
        return plan.table(copy.target())
                .orElseThrow(() -> new PipitException(
                        ErrorCode.INVALID_PROJECT,
                        "The copy pipe '" + spec.pipe() + "' writes to '" + copy.target()
                                + "', which is not a data source of the project."));
    }
}
