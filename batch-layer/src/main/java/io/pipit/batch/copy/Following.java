package io.pipit.batch.copy;

import io.pipit.batch.populate.ViewsAnew;
import io.pipit.batch.rewrite.RowRemoval;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.Feed;
import io.pipit.core.block.Identity;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.LakeTable.Verdict;
import io.pipit.core.lake.TableState;
import io.pipit.core.lake.TableState.StoredFile;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.Followers;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Lets the views on a copy's target follow its runs. What they make is computed before the target's commit, so that a view that fails
 * fails the run; it is committed after it, once for each table, by the run's id. A run that died in between, or a view that lacks runs
 * of before, is brought up to what the target holds.
 */
final class Following {
    private static final String EVERYTHING = "true";

    /** What one table of views gets. */
    private record Step(String table, TableState edge, List<LakeFile> add, List<String> remove) {}

    /** Which of its rows go, and what a view runs on. */
    private record Work(String condition, String rows) {}

    private final CopySpec spec;
    private final Plan plan;
    private final PinnedTables pinned;
    private final EngineSession session;
    private final Followers followers;
    private final TableSpec target;
    private final List<Step> steps = new ArrayList<>();

    Following(CopySpec spec, Plan plan, PinnedTables pinned, EngineSession session, TableSpec target) {
        this.spec = spec;
        this.plan = plan;
        this.pinned = pinned;
        this.session = session;
        this.target = target;
        this.followers = Followers.of(plan, target.name());
    }

    /** Whether there are views to follow. */
    boolean any() {
        return !followers.targets().isEmpty();
    }

    /** Refuses a run that replaces rows which views cannot follow exactly. */
    void check() {
        if (spec.mode() == CopyPlan.Mode.REPLACE) {
            followers.obstacle().ifPresent(why -> {
                throw new PipitException(
                        ErrorCode.INVALID_PARAMETER,
                        "The copy '" + spec.pipe() + "' cannot replace the rows of '" + target.name()
                                + "', since its views could not follow exactly: " + why
                                + ". Nothing was changed. Run it with --mode append, or let each view write a table of its own.");
            });
        }
    }

    /**
     * Makes what the views get.
     *
     * @param after what the target holds of the edge after the run
     * @param held its coverage after the run
     */
    void prepare(List<StoredFile> after, Coverage held) {
        Map<String, CopyCoverage> runs = runs(held);
        Map<ViewPlan, Work> works = new LinkedHashMap<>();
        for (ViewPlan view : stored()) {
            Coverage has = pinned.state(view.target()).coverage();
            if (!FollowCommit.done(has, followed(view, runs))) {
                works.put(view, work(view, has, runs));
            }
        }
        Map<String, List<LakeFile>> made = new HashMap<>();
        String scan = works.isEmpty() ? "" : pinned.table(target.name()).scanSql(target, after);
        for (String rows : works.values().stream().map(Work::rows).distinct().toList()) {
            made(rows, works, scan)
                    .forEach((name, files) ->
                            made.computeIfAbsent(name, n -> new ArrayList<>()).addAll(files));
        }
        for (String name : followers.targets()) {
            List<Work> ofTable = works.entrySet().stream()
                    .filter(work -> work.getKey().target().equals(name))
                    .map(Map.Entry::getValue)
                    .toList();
            if (!ofTable.isEmpty()) {
                RowRemoval.Result gone = removed(name, ofTable);
                List<LakeFile> add = new ArrayList<>(made.getOrDefault(name, List.of()));
                add.addAll(gone.add());
                steps.add(new Step(name, pinned.state(name), add, gone.remove()));
            }
        }
    }

    private Map<String, List<LakeFile>> made(String rows, Map<ViewPlan, Work> works, String scan) {
        return new ViewsAnew(plan, session, target.name(), followers.views(), name -> pinned.rows(name, false))
                .write(
                        "(SELECT * FROM " + scan + " AS t WHERE " + rows + ")",
                        view -> works.containsKey(view)
                                && works.get(view).rows().equals(rows),
                        view -> pinned.table(view.target()));
    }

    private List<ViewPlan> stored() {
        List<String> targets = followers.targets();
        return followers.views().stream()
                .filter(view -> targets.contains(view.target()))
                .toList();
    }

    private RowRemoval.Result removed(String name, List<Work> works) {
        TableState edge = pinned.state(name);
        boolean anew = works.stream().allMatch(work -> work.rows().equals(EVERYTHING))
                && works.size()
                        == stored().stream()
                                .filter(v -> v.target().equals(name))
                                .count();
        if (anew && followers.all(name)) {
            return new RowRemoval.Result(
                    edge.files().stream().map(StoredFile::path).toList(), List.of(), edge.rows());
        }
        String condition = works.stream()
                .map(Work::condition)
                .filter(text -> !text.isEmpty())
                .map(text -> "(" + text + ")")
                .collect(Collectors.joining(" OR "));
        return condition.isEmpty()
                ? new RowRemoval.Result(List.of(), List.of(), 0)
                : new RowRemoval(session, pinned.table(name), plan.table(name).orElseThrow()).of(edge, condition);
    }

    /** What has to be done for a view that has not got all runs. */
    private Work work(ViewPlan view, Coverage has, Map<String, CopyCoverage> runs) {
        boolean exact = followers.obstacle().isEmpty();
        boolean replace = spec.mode() == CopyPlan.Mode.REPLACE;
        boolean anew = !next(view, has, runs) && exact && target.engine().kind() == EngineClause.Kind.MERGE_TREE;
        if (replace || anew) {
            List<String> feeds = new ArrayList<>(followers.streams(view));
            feeds.addAll(followed(view, runs).keySet());
            return new Work(among(feeds), EVERYTHING);
        }
        String own = follow(view, spec.feed());
        Optional<Long> former =
                spec.repetition() == Repetition.REPLACE_ROWS && !spec.runKey().isEmpty()
                        ? Optional.ofNullable(has.copies().get(own)).flatMap(c -> c.numberOf(spec.runKey()))
                        : Optional.empty();
        String newer = runs.keySet().stream()
                .map(feed -> "(" + Identity.FEED + " = " + literal(feed) + " AND " + Identity.OFF + " > "
                        + number(has, follow(view, feed)) + ")")
                .collect(Collectors.joining(" OR "));
        return new Work(
                former.map(n -> Identity.FEED + " = " + literal(own) + " AND " + Identity.OFF + " = " + n)
                        .orElse(""),
                newer);
    }

    /** Whether a view lacks the newest run of this copy, and no other. */
    private boolean next(ViewPlan view, Coverage has, Map<String, CopyCoverage> runs) {
        return runs.entrySet().stream()
                .allMatch(run -> run.getKey().equals(spec.feed())
                        ? number(has, follow(view, run.getKey()))
                                == run.getValue().number() - 1
                        : FollowCommit.done(has, Map.of(follow(view, run.getKey()), run.getValue())));
    }

    private static long number(Coverage coverage, String feed) {
        CopyCoverage held = coverage.copies().get(feed);
        return held == null ? 0 : held.number();
    }

    private static String among(List<String> feeds) {
        return Identity.FEED + " IN (" + feeds.stream().map(Following::literal).collect(Collectors.joining(", ")) + ")";
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static String follow(ViewPlan view, String feed) {
        return Feed.follow(feed, view.pipe(), view.node());
    }

    /** What a view is going to have, by its feeds. */
    private static Map<String, CopyCoverage> followed(ViewPlan view, Map<String, CopyCoverage> runs) {
        Map<String, CopyCoverage> followed = new TreeMap<>();
        runs.forEach((feed, run) -> followed.put(follow(view, feed), run));
        return followed;
    }

    /** What the target holds of copies: of those into it, and of those that it follows itself. */
    private static Map<String, CopyCoverage> runs(Coverage held) {
        Map<String, CopyCoverage> runs = new TreeMap<>();
        held.copies().forEach((feed, run) -> {
            if (Feed.copied(feed)) {
                runs.put(feed, run);
            }
        });
        return runs;
    }

    /** Commits what was prepared, after the target has the run. */
    void commit(Coverage held) {
        for (Step step : steps) {
            Map<String, CopyCoverage> followed = new TreeMap<>();
            stored().stream()
                    .filter(view -> view.target().equals(step.table()))
                    .forEach(view -> followed.putAll(followed(view, runs(held))));
            TableChange change = new TableChange(
                    step.add(),
                    step.remove(),
                    new FollowCommit(step.edge().coverage(), followed),
                    "copy:" + spec.pipe());
            if (pinned.table(step.table()).commit(change).verdict() == Verdict.CONFLICT) {
                throw new PipitException(
                        ErrorCode.COMMIT_CONFLICT,
                        "The target '" + target.name() + "' has the run of the copy '" + spec.pipe()
                                + "', but its views"
                                + " could not follow into '" + step.table()
                                + "': it has been changed below the edge since."
                                + " They follow with a new edge.");
            }
        }
    }

    /** Forgets what was written for a run that does not happen. */
    void discard() {
        steps.forEach(step -> pinned.table(step.table()).discard(step.add()));
    }
}
