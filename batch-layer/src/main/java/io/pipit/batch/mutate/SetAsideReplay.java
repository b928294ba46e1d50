package io.pipit.batch.mutate;

import io.pipit.batch.populate.ViewsAnew;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.Identity;
import io.pipit.core.block.LogPartition;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.FeedCoverage.SetAsideBlock;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.LakeTable.Decision;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.LakeTable.Verdict;
import io.pipit.core.project.Followers;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Runs views once more on the blocks that were set aside for them. What a block gives is committed together with the coverage that does not
 * name it any more, so that it is there once, whenever the work dies; a block that fails again stays set aside.
 */
public final class SetAsideReplay {
    private final Plan plan;
    private final EngineSession session;
    private final Cascade cascade;

    SetAsideReplay(Plan plan, EngineSession session, Cascade cascade) {
        this.plan = plan;
        this.session = session;
        this.cascade = cascade;
    }

    /**
     * What became of the blocks, each counted for every view.
     *
     * @param closed how many blocks views have taken
     * @param rows that came
     * @param left how many blocks failed again
     */
    public record Outcome(long closed, long rows, long left) {}

    /** Why blocks of a data source cannot be run again, as a clause: a table that merges may not have all rows of a block any more. */
    public static Optional<String> obstacle(Plan plan, String root) {
        return plan.table(root).orElseThrow().engine().kind() == EngineClause.Kind.MERGE_TREE
                ? Optional.empty()
                : Optional.of("its engine is not MergeTree, which keeps all rows of its blocks");
    }

    /** A block of a log. */
    private record Block(LogPartition partition, long offset) {
        static Block of(SetAsideBlock block) {
            return new Block(block.partition(), block.offset());
        }
    }

    /** Runs what is set aside for views of a data source. */
    Outcome run(String root, String id) {
        List<ViewPlan> views = Followers.of(plan, root).views();
        Set<Block> failed = new HashSet<>();
        long closed = 0;
        long rows = 0;
        for (ViewPlan view : views) { // after those that it reads from
            Optional<FeedCoverage> feed = coverage(view);
            if (feed.isEmpty() || feed.get().setAside().isEmpty()) {
                continue;
            }
            // What failed for a view before it has not all rows for this one either.
            List<SetAsideBlock> blocks = feed.get().setAside().stream()
                    .filter(block -> !failed.contains(Block.of(block)))
                    .toList();
            Replayed replayed = blocks.isEmpty()
                    ? new Replayed(List.of(), List.of())
                    : replayed(root, views, view, feed.get(), blocks);
            replayed.failed().forEach(block -> failed.add(Block.of(block)));
            List<Block> done = blocks.stream()
                    .map(Block::of)
                    .filter(block -> !failed.contains(block))
                    .toList();
            if (!done.isEmpty() && committed(view, replayed.files(), done, id)) {
                closed += done.size();
                rows += replayed.files().stream().mapToLong(LakeFile::rows).sum();
            }
        }
        return new Outcome(closed, rows, failed.size());
    }

    private Optional<FeedCoverage> coverage(ViewPlan view) {
        boolean kept = plan.table(view.target()).orElseThrow().engine().kind() != EngineClause.Kind.NULL;
        return kept
                ? Optional.ofNullable(
                        cascade.edge(view.target()).coverage().feeds().get(view.feed()))
                : Optional.empty();
    }

    private record Replayed(List<LakeFile> files, List<SetAsideBlock> failed) {}

    private Replayed replayed(
            String root, List<ViewPlan> views, ViewPlan view, FeedCoverage feed, List<SetAsideBlock> blocks) {
        String wanted = blocks.stream()
                .map(block -> "(" + block.partition().partition() + ", " + block.offset() + ")")
                .distinct()
                .collect(Collectors.joining(", "));
        String rows = "(SELECT * FROM "
                + cascade.held(root)
                        .scanSql(
                                plan.table(root).orElseThrow(),
                                cascade.edge(root).files())
                + " AS t WHERE " + Identity.FEED + " NOT LIKE 'copy:%' AND " + Identity.FEED
                + " NOT LIKE 'change:%' AND (" + Identity.PART + ", " + Identity.OFF + ") IN (" + wanted + "))";
        ViewsAnew anew = new ViewsAnew(plan, session, root, views, cascade::joined);
        List<LakeFile> files = new ArrayList<>();
        anew.write(rows, view::equals, v -> cascade.held(v.target())).values().forEach(files::addAll);
        return new Replayed(files, anew.failed(view, feed));
    }

    /** Adds the rows, unless another try has done so. */
    private boolean committed(ViewPlan view, List<LakeFile> files, List<Block> done, String id) {
        LakeTable table = cascade.held(view.target());
        TableChange change =
                new TableChange(files, List.of(), current -> decide(current, view.feed(), done), "replay:" + id);
        boolean committed = table.commit(change).verdict() == Verdict.COMMIT;
        if (!committed) {
            table.discard(files);
        }
        return committed;
    }

    private static Decision decide(Coverage current, String feed, List<Block> done) {
        FeedCoverage held = current.feeds().get(feed);
        List<SetAsideBlock> left = held == null
                ? List.of()
                : held.setAside().stream()
                        .filter(block -> !done.contains(Block.of(block)))
                        .toList();
        if (held == null || held.setAside().size() - left.size() != done.size()) {
            return new Decision(Verdict.ALREADY_DONE, null);
        }
        return new Decision(
                Verdict.COMMIT,
                current.withFeed(feed, new FeedCoverage(held.partitions(), held.freshNext(), held.recentKeys(), left)));
    }
}
