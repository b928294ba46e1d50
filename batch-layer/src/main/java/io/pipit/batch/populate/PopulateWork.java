package io.pipit.batch.populate;

import io.pipit.batch.TaskProgress;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.Feed;
import io.pipit.core.block.Identity;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.FeedCoverage.SetAsideBlock;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.Decision;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.LakeTable.Verdict;
import io.pipit.core.lake.TableState;
import io.pipit.core.project.Followers;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Fills tables at an edge: each view runs on the rows of its root in one pinned snapshot, block by block by the identity that the rows
 * carry, so that its rows are those that the speed layer would have made, and its coverage becomes that of the root in the snapshot.
 * Each feed is one commit; one that is in the table already is left out, so that a filling that died is simply run again.
 * Where several tasks have written the rows ({@link PopulatePart}), it only commits.
 */
final class PopulateWork {
    private final PopulateSpec spec;
    private final Plan plan;
    private final EngineSession session;
    private final PinnedRows rows;
    private final FillRows writer;
    private final PartNotes notes;
    private final TaskProgress progress;

    PopulateWork(PopulateSpec spec, Plan plan, Lake lake, EngineSession session, TaskProgress progress) {
        this.progress = progress;
        this.spec = spec;
        this.plan = plan;
        this.session = session;
        this.rows = new PinnedRows(spec, plan, lake, session, Share.whole());
        this.writer = new FillRows(plan, rows, session, Share.whole());
        this.notes = new PartNotes(spec);
    }

    /** Fills; the number of rows that were written. */
    long run() {
        long count = 0;
        int pieces = 0;
        for (Fill fill : spec.fills()) {
            if (fill.rebuilds()) {
                progress.step(pieces++, spec.fills().size());
                count += rebuild(fill);
            }
        }
        // A view after those that it reads from.
        for (ViewPlan view : plan.views()) {
            for (Fill fill : spec.fills()) {
                if (fill.feed().equals(view.feed())) {
                    progress.step(pieces++, spec.fills().size());
                    count += fill(fill, view);
                }
            }
        }
        return count;
    }

    // --- a table's own rows

    private long rebuild(Fill fill) {
        LakeTable into = rows.held(fill.into());
        TableState from = rows.pinned(fill.table());
        if (!writer.lacks(fill)) {
            return 0;
        }
        Written written = divided() ? notes.all(into, fill) : writer.rebuilt(fill);
        return commit(
                into,
                written.files(),
                fill.forwards() ? "forward" : "rebuild",
                current -> unless(!current.equals(Coverage.EMPTY), from::coverage));
    }

    // --- a view's rows

    private long fill(Fill fill, ViewPlan view) {
        LakeTable into = rows.held(fill.into());
        List<LakeFile> late = new ArrayList<>();
        Coverage covered = Coverage.EMPTY;
        long count = 0;
        for (Made part : List.of(fromLog(fill, view, into), fromCopies(view, into))) {
            if (part.covered().equals(Coverage.EMPTY)) {
                continue;
            }
            if (fill.late()) {
                late.addAll(part.files());
                covered = covered.and(part.covered());
            } else {
                count += commit(
                        into,
                        part.files(),
                        "populate:" + view.feed(),
                        current -> unless(current.hasAnyOf(part.covered()), () -> current.and(part.covered())));
            }
        }
        if (!covered.equals(Coverage.EMPTY)) {
            new LateRows(view.feed(), late, covered).note(into, spec.run());
        }
        return count + late.stream().mapToLong(LakeFile::rows).sum();
    }

    /** Rows of a view, and what they account for. */
    private record Made(List<LakeFile> files, Coverage covered) {
        static final Made NOTHING = new Made(List.of(), Coverage.EMPTY);
    }

    private Made fromLog(Fill fill, ViewPlan view, LakeTable into) {
        Optional<FeedCoverage> missing = writer.lacks(fill, view);
        if (missing.isEmpty()) {
            return Made.NOTHING;
        }
        FeedCoverage log = missing.get();
        Written written = divided() ? notes.all(into, fill) : writer.ofView(fill, view, log);
        List<SetAsideBlock> setAside = new ArrayList<>(log.setAside());
        setAside.addAll(written.setAside());
        FeedCoverage covered = new FeedCoverage(log.partitions(), log.freshNext(), log.recentKeys(), setAside);
        return new Made(written.files(), Coverage.EMPTY.withFeed(view.feed(), covered));
    }

    private boolean divided() {
        return spec.parts() > 1;
    }

    /** What copies have written into the tables before a view reaches it, too; each run is a block. */
    private Made fromCopies(ViewPlan view, LakeTable into) {
        Map<String, CopyCoverage> followed = new TreeMap<>();
        List<LakeFile> files = new ArrayList<>();
        for (String name : sources(view)) {
            Map<String, CopyCoverage> runs = new TreeMap<>();
            rows.pinned(name).coverage().copies().forEach((feed, run) -> {
                String own = Feed.follow(feed, view.pipe(), view.node());
                if (Feed.copied(feed)
                        && !Feed.follows(feed)
                        && !into.refresh().coverage().copies().containsKey(own)) {
                    runs.put(feed, run);
                    followed.put(own, run);
                }
            });
            if (!runs.isEmpty()) {
                String feeds = runs.keySet().stream().map(PinnedRows::literal).collect(Collectors.joining(", "));
                String written = "(SELECT * FROM " + rows.scan(rows.table(name)) + " AS t WHERE " + Identity.FEED
                        + " IN (" + feeds + "))";
                List<ViewPlan> views = Followers.of(plan, name).views();
                new ViewsAnew(plan, session, name, views, rows::merged)
                        .write(
                                written,
                                v -> v.pipe().equals(view.pipe()) && v.node().equals(view.node()),
                                v -> into)
                        .values()
                        .forEach(files::addAll);
            }
        }
        return new Made(files, new Coverage(new TreeMap<>(), new TreeMap<>(followed)));
    }

    /** The tables with rows before a view. */
    private Set<String> sources(ViewPlan view) {
        Set<String> sources = new TreeSet<>();
        if (rows.table(view.source()).engine().kind() != EngineClause.Kind.NULL) {
            sources.add(view.source());
        }
        plan.views().stream()
                .filter(writer -> writer.target().equals(view.source()))
                .forEach(writer -> sources.addAll(sources(writer)));
        return sources;
    }

    private static long commit(LakeTable into, List<LakeFile> files, String author, CoveragePlan covers) {
        Verdict verdict =
                into.commit(new TableChange(files, List.of(), covers, author)).verdict();
        return verdict == Verdict.COMMIT
                ? files.stream().mapToLong(LakeFile::rows).sum()
                : 0;
    }

    /** Once only: whoever was first has filled it. */
    private static Decision unless(boolean filled, Supplier<Coverage> covered) {
        return filled ? new Decision(Verdict.ALREADY_DONE, null) : new Decision(Verdict.COMMIT, covered.get());
    }
}
