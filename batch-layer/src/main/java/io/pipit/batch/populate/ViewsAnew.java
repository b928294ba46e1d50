package io.pipit.batch.populate;

import io.pipit.core.block.Column;
import io.pipit.core.block.Feed;
import io.pipit.core.block.Identity;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.FeedCoverage.SetAsideBlock;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Makes the rows of views from rows of a table that are given, block by block as the speed layer does. Rows of different feeds are
 * never in one block. What comes from a copy gets a feed that names copy and view.
 */
public final class ViewsAnew {
    private static final String ALL = "true";

    private final Plan plan;
    private final EngineSession session;
    private final String root;
    private final List<ViewPlan> views;
    private final UnaryOperator<String> joined;
    private final Map<String, List<ViewRows>> ran = new HashMap<>();

    /**
     * Of a table.
     *
     * @param views that follow it, a view after those that it reads from
     * @param joined gives the engine's text that reads a table beside the source
     */
    public ViewsAnew(
            Plan plan, EngineSession session, String root, List<ViewPlan> views, UnaryOperator<String> joined) {
        this.plan = plan;
        this.session = session;
        this.root = root;
        this.views = List.copyOf(views);
        this.joined = joined;
    }

    /**
     * Writes what the views make of the rows for each target; nothing is committed. A block that fails is left out, unless it is a
     * copy's.
     *
     * @param rootRows a relation of the table's rows, with hidden columns
     * @param wanted of which views rows are written
     * @param tables where they are written to
     * @throws PipitException {@code QUERY_FAILED} when a view fails on what a copy wrote
     */
    public Map<String, List<LakeFile>> write(
            String rootRows, Predicate<ViewPlan> wanted, Function<ViewPlan, LakeTable> tables) {
        return write(rootRows, wanted, tables, ALL);
    }

    /**
     * The same for some of the rows that the views make.
     *
     * @param which a condition of the engine over columns of the target, for a relation that is called t
     */
    public Map<String, List<LakeFile>> write(
            String rootRows, Predicate<ViewPlan> wanted, Function<ViewPlan, LakeTable> tables, String which) {
        Map<String, List<LakeFile>> files = new HashMap<>();
        List<Runnable> undo = new ArrayList<>();
        try {
            for (String feed : feeds(rootRows)) {
                OfFeed part = new OfFeed(feed, rootRows);
                for (ViewPlan view : views) {
                    if (wanted.test(view)) {
                        LakeTable into = tables.apply(view);
                        List<LakeFile> written = part.write(view, into, which);
                        ran.computeIfAbsent(view.feed(), f -> new ArrayList<>()).add(part.rows(view));
                        undo.add(() -> into.discard(written));
                        files.computeIfAbsent(view.target(), t -> new ArrayList<>())
                                .addAll(written);
                    }
                }
            }
            return files;
        } catch (RuntimeException e) {
            undo.forEach(Runnable::run);
            throw e;
        }
    }

    /** The blocks on which a view whose rows were written failed by itself, in the partitions of its feed. */
    public List<SetAsideBlock> failed(ViewPlan view, FeedCoverage feed) {
        return ran.getOrDefault(view.feed(), List.of()).stream()
                .flatMap(rows -> rows.setAside(feed).stream())
                .toList();
    }

    private List<String> feeds(String rootRows) {
        return session.query("SELECT DISTINCT _feed FROM " + rootRows + " AS r ORDER BY _feed", rows -> {
            List<String> feeds = new ArrayList<>();
            while (rows.next()) {
                feeds.add(rows.getString(1));
            }
            return feeds;
        });
    }

    private static String columns(TableSpec table) {
        return Identity.COLUMNS.stream().map(Identity.HiddenColumn::name).collect(Collectors.joining(", ")) + ", "
                + table.columns().stream()
                        .map(Column::name)
                        .map(EngineSession::quoted)
                        .collect(Collectors.joining(", "));
    }

    /** What the views make of one feed. */
    private final class OfFeed {
        private final String feed;
        private final String rootRows;
        private final boolean copied;
        private final Map<String, ViewRows> made = new HashMap<>();

        OfFeed(String feed, String rootRows) {
            this.feed = feed;
            this.rootRows = "(SELECT * FROM " + rootRows + " AS r WHERE _feed = '" + feed.replace("'", "''") + "')";
            copied = Feed.copied(feed);
        }

        List<LakeFile> write(ViewPlan view, LakeTable into, String which) {
            TableSpec target = plan.table(view.target()).orElseThrow();
            ViewRows rows = rows(view);
            List<LakeFile> written = rows.written(() -> into.write(
                    session,
                    target,
                    "SELECT " + columns(target) + " FROM (" + text(view, rows) + ") AS t WHERE " + which));
            if (copied) {
                rows.failure().ifPresent(error -> refuse(view, error));
            }
            return written;
        }

        private void refuse(ViewPlan view, String error) {
            throw new PipitException(
                    ErrorCode.QUERY_FAILED,
                    "The view '" + view.pipe() + "' fails on rows that the copy '"
                            + feed.substring(feed.indexOf(':') + 1) + "' writes to '" + root + "': " + error
                            + " Nothing was changed. Change the view or the copy.");
        }

        private String text(ViewPlan view, ViewRows rows) {
            TableSpec target = plan.table(view.target()).orElseThrow();
            return copied
                    ? rows.withDefaults(target, Feed.follow(feed, view.pipe(), view.node()))
                    : rows.withDefaults(target);
        }

        private ViewRows rows(ViewPlan view) {
            ViewRows known = made.get(view.feed());
            if (known == null) {
                known = new ViewRows(view, plan.table(view.target()).orElseThrow(), source(view), joined, session);
                made.put(view.feed(), known);
            }
            return known;
        }

        private String source(ViewPlan view) {
            if (view.source().equals(root)) {
                return rootRows;
            }
            TableSpec table = plan.table(view.source()).orElseThrow();
            return views.stream()
                    .filter(writer -> writer.target().equals(view.source()))
                    .map(writer -> "SELECT " + columns(table) + " FROM (" + text(writer, rows(writer)) + ")")
                    .collect(Collectors.joining(" UNION ALL ", "(", ")"));
        }
    }
}
