package io.pipit.core.project.compile;

import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Refusal;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.SourcePosition;
import io.pipit.core.project.Problem;
import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.pipe.Pipe;
import io.pipit.core.project.pipe.PipeTranslator;
import io.pipit.core.project.system.SystemTables;
import io.pipit.core.sql.Dialect;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.core.sql.TranslationMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Lets the engine prepare every translated query over empty tables, so that what only the engine refuses is found by the build and
 * not by the first request. Made for one compilation.
 */
public class EngineCheck implements AutoCloseable {
    /** Leaves the engine out: for compilations of what has been built before. */
    public static final EngineCheck NONE = new EngineCheck() {
        @Override
        void add(Query query) {
            // not asked
        }
    };

    /** The engine says these of values, which in templates are made up. */
    private static final Set<ErrorCode> OF_VALUES = Set.of(ErrorCode.QUERY_FAILED);

    private final EngineWorker worker = new EngineWorker();
    private final Dialect dialect = new Dialect();
    private final Map<String, TableSpec> system = new HashMap<>();
    private final List<Asked> asked = new ArrayList<>();

    /**
     * A query of one node.
     *
     * @param translator what made it
     * @param text with tables named as {@link EngineWorker} does
     * @param written whether the node is SQL without parameters
     */
    record Query(
            PipeTranslator translator,
            Pipe pipe,
            int node,
            TranslationMode mode,
            String text,
            Set<TableSpec> tables,
            boolean written) {

        SourcePosition place() {
            return pipe.file().at(pipe.nodes().get(node).section().line());
        }
    }

    private record Asked(Query query, Future<Optional<Refusal>> answer) {}

    /** The specs of what a query reads. */
    Set<TableSpec> tables(TranslatedQuery query, Map<String, TableSpec> known) {
        Set<TableSpec> tables = new LinkedHashSet<>();
        query.tables().forEach(name -> {
            TableSpec table = known.containsKey(name)
                    ? known.get(name)
                    : system.computeIfAbsent(
                            name, n -> SystemTables.table(n, dialect).orElse(null));
            if (table != null) {
                tables.add(table);
            }
        });
        return tables;
    }

    /** Asks for a query; what is wrong is among the {@link #problems()}. */
    void add(Query query) {
        asked.add(new Asked(query, worker.refusal(query.text(), query.tables())));
    }

    /** What the engine refuses: an error where it refuses all queries of a node, else a warning. */
    Collection<Problem> problems() {
        Map<String, List<Asked>> nodes = new HashMap<>();
        asked.forEach(a -> nodes.computeIfAbsent(a.query.pipe().name() + "\0" + a.query.node(), n -> new ArrayList<>())
                .add(a));
        Set<Problem> problems = new LinkedHashSet<>();
        nodes.values().forEach(queries -> {
            List<Problem> found = new ArrayList<>();
            queries.forEach(q -> refusal(q).ifPresent(r -> found.add(problem(q.query, r))));
            boolean sometimes = found.size() < queries.size();
            found.forEach(p -> problems.add(sometimes ? seldom(p) : p));
        });
        return problems;
    }

    private static Optional<Refusal> refusal(Asked one) {
        try {
            return one.answer
                    .get()
                    .filter(r ->
                            one.query.written() || !OF_VALUES.contains(r.error().code()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static Problem problem(Query query, Refusal refusal) {
        Optional<PipeTranslator.Part> part = refusal.offset().isEmpty()
                ? Optional.empty()
                : query.translator()
                        .part(
                                query.pipe(),
                                query.node(),
                                query.mode(),
                                query.text(),
                                refusal.offset().getAsInt());
        String said = refusal.error().getMessage();
        String node = query.pipe().nodes().get(query.node()).name();
        String where = part.map(p -> "'" + p.text() + "' in the node").orElse("The node");
        String message = refusal.error().code() == ErrorCode.QUERY_FAILED
                ? where + " '" + node + "' cannot be run. " + said
                : where + " '" + node + "' is understood, but the engine cannot run it: " + said
                        + " Write that part in another way, or take it apart into nodes of their own.";
        return new Problem(
                Severity.ERROR,
                refusal.error().code(),
                part.map(PipeTranslator.Part::position).orElseGet(query::place),
                message);
    }

    private static Problem seldom(Problem problem) {
        return new Problem(
                Severity.WARNING,
                problem.code(),
                problem.position(),
                problem.message() + " (Seen for some parameters; for others the node is right.)");
    }

    @Override
    public void close() {
        worker.close();
    }
}
