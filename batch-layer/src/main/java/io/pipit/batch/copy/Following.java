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
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.LakeTable.Verdict;
import io.pipit.core.lake.TableState;
import io.pipit.core.lake.TableState.StoredFile;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.Followers;
import io.pipit.core.project.Plan;
import java.util.ArrayList;
import java.util.HashMap;
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

    /** Which rows go, and what the views run on. */
    private record Kind(String condition, String rows) {}

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
        Map<Kind, List<String>> kinds = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        for (String name : followers.targets()) {
            TableState edge = pinned.state(name);
            if (!FollowCommit.done(edge.coverage(), runs)) {
                kinds.computeIfAbsent(kind(name, edge.coverage(), runs), k -> new ArrayList<>())
                        .add(name);
            }
        }
        String scan = kinds.isEmpty() ? "" : pinned.table(target.name()).scanSql(target, after);
        kinds.forEach((kind, tables) -> prepare(kind, tables, scan));
    }

    private void prepare(Kind kind, List<String> tables, String scan) {
        Map<String, LakeTable> held = new HashMap<>();
        tables.forEach(name -> held.put(name, pinned.table(name)));
        String rows = "(SELECT * FROM " + scan + " AS t WHERE " + kind.rows() + ")";
        Map<String, List<LakeFile>> made = new ViewsAnew(
                        plan, session, target.name(), followers.views(), name -> pinned.rows(name, false))
                .write(rows, held::get);
        for (String name : tables) {
            TableState edge = pinned.state(name);
            RowRemoval.Result gone = removed(name, edge, kind.condition());
            List<LakeFile> add = new ArrayList<>(made.getOrDefault(name, List.of()));
            add.addAll(gone.add());
            steps.add(new Step(name, edge, add, gone.remove()));
        }
    }

    private RowRemoval.Result removed(String name, TableState edge, String condition) {
        if (condition.equals(EVERYTHING)) {
            return new RowRemoval.Result(
                    edge.files().stream().map(StoredFile::path).toList(), List.of(), edge.rows());
        }
        return condition.isEmpty()
                ? new RowRemoval.Result(List.of(), List.of(), 0)
                : new RowRemoval(session, pinned.table(name), plan.table(name).orElseThrow()).of(edge, condition);
    }

    /** What has to be done for a table that has not got all runs. */
    private Kind kind(String name, Coverage has, Map<String, CopyCoverage> runs) {
        boolean exact = followers.obstacle().isEmpty();
        boolean next = next(has, runs);
        boolean replace = spec.mode() == CopyPlan.Mode.REPLACE;
        if (replace || !next && exact && target.engine().kind() == EngineClause.Kind.MERGE_TREE) {
            return new Kind(followers.all(name) ? EVERYTHING : among(followers.feeds(name)), EVERYTHING);
        }
        Optional<Long> former =
                spec.repetition() == Repetition.REPLACE_ROWS && !spec.runKey().isEmpty()
                        ? Optional.ofNullable(has.copies().get(spec.feed())).flatMap(c -> c.numberOf(spec.runKey()))
                        : Optional.empty();
        String newer = runs.entrySet().stream()
                .map(run -> "(" + Identity.FEED + " = " + literal(run.getKey()) + " AND " + Identity.OFF + " > "
                        + number(has, run.getKey()) + ")")
                .collect(Collectors.joining(" OR "));
        return new Kind(
                former.map(n -> Identity.FEED + " = " + literal(spec.feed()) + " AND " + Identity.OFF + " = " + n)
                        .orElse(""),
                newer);
    }

    /** Whether a table lacks the newest run of this copy, and no other. */
    private boolean next(Coverage has, Map<String, CopyCoverage> runs) {
        return runs.entrySet().stream()
                .allMatch(run -> run.getKey().equals(spec.feed())
                        ? number(has, run.getKey()) == run.getValue().number() - 1
                        : FollowCommit.done(has, Map.of(run.getKey(), run.getValue())));
    }

    private static long number(Coverage coverage, String feed) {
        CopyCoverage held = coverage.copies().get(feed);
        return held == null ? 0 : held.number();
    }

    private static String among(Iterable<String> feeds) {
        List<String> literals = new ArrayList<>();
        feeds.forEach(feed -> literals.add(literal(feed)));
        return Identity.FEED + " IN (" + String.join(", ", literals) + ")";
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** What the target holds of each copy into it. */
    private Map<String, CopyCoverage> runs(Coverage held) {
        Map<String, CopyCoverage> runs = new TreeMap<>();
        followers.copies().forEach(copy -> {
            CopyCoverage run = held.copies().get(Feed.copy(copy.pipe()));
            if (run != null) {
                runs.put(Feed.copy(copy.pipe()), run);
            }
        });
        return runs;
    }

    /** Commits what was prepared, after the target has the run. */
    void commit(Coverage held) {
        for (Step step : steps) {
            TableChange change = new TableChange(
                    step.add(),
                    step.remove(),
                    new FollowCommit(step.edge().coverage(), runs(held)),
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
