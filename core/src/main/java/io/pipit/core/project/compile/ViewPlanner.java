package io.pipit.core.project.compile;

import io.pipit.core.block.EngineClause;
import io.pipit.core.block.Feed;
import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.project.ViewKeys;
import io.pipit.core.project.ViewPlan;
import io.pipit.core.project.ViewSql;
import io.pipit.core.project.pipe.MissingColumns;
import io.pipit.core.project.pipe.Pipe;
import io.pipit.core.project.pipe.PipeKind;
import io.pipit.core.project.pipe.PipeTranslator;
import io.pipit.core.sql.FrozenTime;
import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.core.sql.TranslationMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Plans the materialized nodes of a project. */
final class ViewPlanner {
    private final PlanContext context;
    private final Map<String, String> written = new TreeMap<>();

    ViewPlanner(PlanContext context) {
        this.context = context;
    }

    /** A materialized pipe with what it reads, before the order is known. */
    private record Draft(Pipe pipe, Pipe whole, TranslatedQuery plain, String source, String target) {}

    /** In the order in which they feed each other. */
    List<ViewPlan> views() {
        Map<String, Draft> drafts = new TreeMap<>();
        context.ofKind(PipeKind.MATERIALIZED).forEach(p -> draft(p).ifPresent(d -> drafts.put(p.name(), d)));
        ViewOrder order = new ViewOrder(drafts.values().stream()
                .map(d -> new ViewOrder.Edge(d.pipe.name(), d.source, d.target))
                .toList());
        Optional<List<String>> circle = order.circle();
        if (circle.isPresent()) {
            Pipe first = context.project.pipes().get(circle.get().get(1).substring("pipe ".length()));
            context.error(
                    ErrorCode.INVALID_PROJECT,
                    PlanContext.place(first),
                    "Materialized pipes feed each other in a circle: " + String.join(" → ", circle.get())
                            + ". Let one of them write to another data source.");
            return List.of();
        }
        List<ViewPlan> views = new ArrayList<>();
        order.ordered().stream()
                .map(drafts::get)
                .filter(d -> !fedByABrokenView(d, drafts))
                .forEach(d -> views.addAll(view(d, order)));
        return views;
    }

    /** Whether a view that writes the source has been reported already: what feeds it cannot be told. */
    private boolean fedByABrokenView(Draft draft, Map<String, Draft> drafts) {
        return context.ofKind(PipeKind.MATERIALIZED).stream()
                .filter(p -> draft.source.equals(context.targets.get(p.name())))
                .anyMatch(p -> !drafts.containsKey(p.name()) || fedByABrokenView(drafts.get(p.name()), drafts));
    }

    /** What people have written of each view, by feed; known when the views are. */
    Map<String, String> written() {
        return written;
    }

    private Optional<Draft> draft(Pipe pipe) {
        String target = context.targets.get(pipe.name());
        Optional<TranslatedQuery> query = context.translated(pipe, TranslationMode.PLAIN);
        if (target == null || query.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> mismatch = OutputCheck.check(query.get().columns(), context.dataSources.get(target));
        mismatch.ifPresent(m -> context.error(
                ErrorCode.INVALID_PROJECT, PlanContext.place(pipe), "The pipe does not fit its target: " + m));
        Set<String> tables = query.get().tables();
        if (tables.isEmpty()) {
            context.error(
                    ErrorCode.INVALID_PROJECT,
                    PlanContext.place(pipe),
                    "A materialized node works on the rows of a data source, but '"
                            + pipe.outputNode().name() + "' reads none; name one after FROM.");
            return Optional.empty();
        }
        // As in the engine that defined the dialect: the left-most table is the one whose blocks the node sees.
        String source = tables.iterator().next();
        tables.stream().filter(t -> !t.equals(source)).forEach(t -> checkJoined(pipe, t));
        if (mismatch.isPresent()) {
            return Optional.empty();
        }
        Pipe whole = MissingColumns.completed(pipe, query.get().columns(), context.dataSources.get(target));
        return (whole == pipe ? query : context.translated(whole, TranslationMode.PLAIN))
                .map(plain -> new Draft(pipe, whole, plain, source, target));
    }

    private void checkJoined(Pipe pipe, String table) {
        boolean quarantine = !context.dataSources.containsKey(table);
        if (quarantine || context.resources().tables().get(table).engine().kind() == EngineClause.Kind.NULL) {
            context.error(
                    ErrorCode.UNSUPPORTED_SQL,
                    PlanContext.place(pipe),
                    "The materialized node '" + pipe.outputNode().name() + "' joins '" + table + "', which "
                            + (quarantine ? "is a quarantine" : "has the engine Null and keeps no rows")
                            + "; it can join the rows of data sources that keep them.");
        }
    }

    /** One for each landing data source whose blocks reach the node, since each log is a feed of its own. */
    private List<ViewPlan> view(Draft draft, ViewOrder order) {
        Pipe pipe = draft.pipe;
        Set<String> roots = order.roots(draft.source, context.landing());
        if (roots.isEmpty()) {
            // Rows come only when a copy runs: the run takes the views with it.
            Set<String> copied = new HashSet<>(context.targets.values());
            context.ofKind(PipeKind.MATERIALIZED).forEach(p -> copied.remove(context.targets.get(p.name())));
            roots = Set.copyOf(
                    order.roots(draft.source, copied).stream().limit(1).toList());
        }
        if (roots.isEmpty()) {
            context.error(
                    ErrorCode.UNSUPPORTED_SQL,
                    PlanContext.place(pipe),
                    "The materialized node '" + pipe.outputNode().name() + "' reads '" + draft.source
                            + "', which is a quarantine; it has to read a data source.");
            return List.of();
        }
        TranslatedQuery sql = context.translated(draft.whole, TranslationMode.keyed(draft.source))
                .orElse(draft.plain);
        String feed = Feed.view(pipe.name(), pipe.outputNode().name());
        boolean one = roots.size() == 1;
        ViewKeys keys = keys(draft);
        Optional<TranslatedQuery> together = together(draft);
        List<ViewPlan> views = roots.stream()
                .sorted()
                .map(root -> new ViewPlan(
                        one ? feed : Feed.ofRoot(feed, root),
                        pipe.name(),
                        pipe.outputNode().name(),
                        draft.source,
                        root,
                        draft.target,
                        sql,
                        draft.plain.columns().stream().map(OutputColumn::name).toList(),
                        keys,
                        together))
                .toList();
        String text = translator().written(pipe, pipe.output(), context.dataSources.get(draft.target));
        views.forEach(view -> written.put(view.feed(), text));
        askEngine(draft, views.get(0));
        return views;
    }

    private Optional<TranslatedQuery> together(Draft draft) {
        TranslatedQuery plain = draft.plain;
        boolean blocks = plain.slots().equals(List.of(draft.source))
                && FrozenTime.steady(plain)
                && !FrozenTime.asksForTime(plain)
                && translator()
                        .groupsBlocks(
                                draft.whole,
                                draft.whole.output(),
                                context.resources().tables().get(draft.target),
                                plain.columns().stream().map(OutputColumn::name).toList());
        return blocks ? Optional.of(plain) : Optional.empty();
    }

    private PipeTranslator translator() {
        return new PipeTranslator(context.dialect, context.resources(), Map.of(), context.files.variables());
    }

    private ViewKeys keys(Draft draft) {
        PipeTranslator translator = translator();
        Map<String, TableSpec> tables = context.resources().tables();
        return new ViewKeysReader(translator)
                .of(draft.whole, draft.plain, tables.get(draft.source), tables.get(draft.target));
    }

    private void askEngine(Draft draft, ViewPlan view) {
        Map<String, TableSpec> tables = context.resources().tables();
        ViewSql sql = new ViewSql(view, tables.get(view.target()), EngineWorker::rows);
        context.engine.add(new EngineCheck.Query(
                translator(),
                draft.whole,
                draft.whole.output(),
                view.sql().keyed() ? TranslationMode.keyed(view.source()) : TranslationMode.PLAIN,
                sql.alone(EngineWorker.blocks(view.source()), 0, 0, 0),
                context.engine.tables(view.sql(), tables),
                draft.whole.nodes().stream().noneMatch(n -> n.sql().startsWith("%"))));
    }
}
