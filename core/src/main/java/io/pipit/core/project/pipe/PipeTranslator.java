package io.pipit.core.project.pipe;

import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.error.SourcePosition;
import io.pipit.core.project.foreign.ForeignTables;
import io.pipit.core.project.system.SystemTables;
import io.pipit.core.project.template.TemplateVariables;
import io.pipit.core.sql.Dialect;
import io.pipit.core.sql.Query;
import io.pipit.core.sql.Relation;
import io.pipit.core.sql.Relations;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.core.sql.TranslationMode;
import io.pipit.core.sql.chain.KeyPaths;
import io.pipit.core.sql.range.RangedQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Translates nodes of pipes for one request; the nodes and pipes that they read are inlined with the same parameters. Not
 * thread-safe; made for each request.
 */
public final class PipeTranslator {
    private final Dialect dialect;
    private final Resources resources;
    private final Rendering rendering;
    private final ShownQuery shown;
    private final Map<String, Query> parsed = new HashMap<>();

    /** For a request's parameters. */
    public PipeTranslator(
            Dialect dialect, Resources resources, Map<String, List<String>> parameters, TemplateVariables variables) {
        this.dialect = dialect;
        this.resources = resources;
        this.rendering = new Rendering(resources, parameters, variables);
        this.shown = new ShownQuery(rendering);
    }

    /**
     * The rendered texts of a node and of all that it may read: two requests with the same texts have the same query.
     *
     * @throws PipitException when the node itself cannot be rendered
     */
    public String texts(Pipe pipe, int node) {
        PipitException failure = rendering.node(pipe, node).failure();
        if (failure != null) {
            throw failure;
        }
        return rendering.texts();
    }

    /** What people have written of a node and of what its rows in a table depend on, the same in every version of Pipit. */
    public String written(Pipe pipe, int node, TableSpec target) {
        return new WrittenQuery(resources, rendering).of(pipe, node, target);
    }

    /** How {@link #branches} names a node that is read. */
    public static String key(Pipe pipe, int node) {
        return Rendering.key(pipe, node);
    }

    /** Which branches the templates of a node, and of all that it may read, take for this request. */
    public Set<String> branches(Pipe pipe, int node) {
        texts(pipe, node);
        return rendering.branches();
    }

    /** Translates a node of a pipe. */
    public TranslatedQuery translate(Pipe pipe, int node, TranslationMode mode) {
        try {
            return dialect.translate(parsed(pipe, node), new Scope(pipe, node, List.of(pipe.name())), mode);
        } catch (PipitException e) {
            throw rendering.placed(e);
        }
    }

    /** A node that was translated, as it was rendered, with those that it reads before it: one query for people. */
    public String shown(Pipe pipe, int node) {
        return shown.of(pipe, node);
    }

    /**
     * A part of a node's query.
     *
     * @param text how it is written, or its beginning
     */
    public record Part(SourcePosition position, String text) {}

    /** What an offset in the translated and bound text of a node means; empty where that cannot be told. */
    public Optional<Part> part(Pipe pipe, int node, TranslationMode mode, String text, int offset) {
        try {
            return dialect.place(parsed(pipe, node), new Scope(pipe, node, List.of(pipe.name())), mode, text, offset)
                    .flatMap(rendering::part);
        } catch (RuntimeException e) {
            return Optional.empty(); // the error itself matters more than its place
        }
    }

    /** The keys that keep the groups of a node's result apart, see {@link Dialect#keys}. */
    public KeyPaths keys(Pipe pipe, int node, Function<String, Optional<TableSpec>> tables) {
        try {
            return dialect.keys(parsed(pipe, node), new Scope(pipe, node, List.of(pipe.name())), tables);
        } catch (PipitException e) {
            throw rendering.placed(e);
        }
    }

    /** Which rows a node takes, see {@link Dialect#ranges}. */
    public RangedQuery ranges(Pipe pipe, int node) {
        try {
            return dialect.ranges(parsed(pipe, node), new Scope(pipe, node, List.of(pipe.name())));
        } catch (PipitException e) {
            throw rendering.placed(e);
        }
    }

    /** Whether a node's rows of many blocks are what those of each block merge to, see {@link Dialect#groupsBlocks}. */
    public boolean groupsBlocks(Pipe pipe, int node, TableSpec target, List<String> columns) {
        return dialect.groupsBlocks(parsed(pipe, node), new Scope(pipe, node, List.of(pipe.name())), target, columns);
    }

    /** The result columns that order a node's rows. */
    public List<String> order(Pipe pipe, int node) {
        return dialect.order(parsed(pipe, node), new Scope(pipe, node, List.of(pipe.name())));
    }

    /** The tables and pipes that the nodes of a pipe name themselves, not those that these read. */
    public Set<String> named(Pipe pipe, int node) {
        Set<String> named = new TreeSet<>();
        try {
            dialect.translate(
                    parsed(pipe, node), new Scope(pipe, node, List.of(pipe.name()), named::add), TranslationMode.PLAIN);
        } catch (PipitException e) {
            throw rendering.placed(e);
        }
        return named;
    }

    private Query parsed(Pipe pipe, int node) {
        Rendering.Rendered rendered = rendering.node(pipe, node);
        if (rendered.failure() != null) {
            throw rendered.failure();
        }
        Query known = parsed.get(rendered.origin());
        if (known == null) {
            known = dialect.parse(rendered.sql().text(), rendered.origin(), 1);
            parsed.put(rendered.origin(), known);
        }
        return known;
    }

    /** The names that a node sees: earlier nodes of its pipe, then tables, then other pipes. */
    private final class Scope implements Relations {
        private final Pipe pipe;
        private final int node;
        private final List<String> path;

        private final Consumer<String> seen;

        Scope(Pipe pipe, int node, List<String> path) {
            this(pipe, node, path, name -> {});
        }

        /** Tells the names of tables and other pipes that are found. */
        Scope(Pipe pipe, int node, List<String> path, Consumer<String> seen) {
            this.pipe = pipe;
            this.node = node;
            this.path = path;
            this.seen = seen;
        }

        @Override
        public Optional<Relation> find(String name) {
            for (int i = 0; i < node; i++) {
                if (pipe.nodes().get(i).name().equals(name)) {
                    shown.reads(pipe, node, name, pipe, i);
                    return Optional.of(new Relation.Derived(name, parsed(pipe, i), new Scope(pipe, i, path, seen)));
                }
            }
            if (resources.tables().containsKey(name)) {
                seen.accept(name);
                return Optional.of(Relation.StoredTable.of(resources.tables().get(name)));
            }
            Optional<TableSpec> operations = SystemTables.table(name, dialect);
            if (operations.isPresent()) {
                seen.accept(name);
                return operations.map(Relation.StoredTable::of);
            }
            Pipe other = resources.pipes().get(name);
            if (other == null
                    && pipe.nodes().subList(node, pipe.nodes().size()).stream()
                            .anyMatch(n -> n.name().equals(name))) {
                throw new PipitException(
                        ErrorCode.UNKNOWN_TABLE,
                        "'" + name + "' is "
                                + (pipe.nodes().get(node).name().equals(name) ? "this node" : "a later node")
                                + " of the pipe; a node reads nodes above it.",
                        pipe.file().at(pipe.nodes().get(node).section().line()),
                        null);
            }
            return other != null
                    ? Optional.of(pipe(other, name))
                    : SystemTables.pipe(name).map(system -> pipe(system, name));
        }

        @Override
        public Optional<Relation> function(String name, List<String> arguments) {
            if (!ForeignTables.known(name)) {
                return Optional.empty();
            } else if (pipe.kind() != PipeKind.COPY) {
                throw new PipitException(
                        ErrorCode.UNSUPPORTED_SQL,
                        "postgresql() is read in copy pipes only, since others would ask the database whenever somebody asks them. Load"
                                + " the table into a data source by a pipe with TYPE copy, COPY_MODE replace and a COPY_SCHEDULE, and"
                                + " read the data source here.");
            }
            return Optional.of(resources.foreign().relation(arguments));
        }

        /** A pipe under the name by which it is found: one of a project may be called as those of the stack are without their space. */
        private Relation pipe(Pipe other, String name) {
            seen.accept(name);
            if (path.contains(other.name())) {
                throw new PipitException(
                        ErrorCode.INVALID_PROJECT,
                        "Pipes read each other in a circle: " + String.join(" → ", path) + " → " + other.name()
                                + ". Let one of them read a data source.");
            }
            if (!other.kind().readable()) {
                throw new PipitException(ErrorCode.UNKNOWN_TABLE, unreadable(other));
            }
            shown.reads(pipe, node, name, other, other.output());
            List<String> longer = new ArrayList<>(path);
            longer.add(other.name());
            return new Relation.Derived(
                    other.name(), parsed(other, other.output()), new Scope(other, other.output(), longer));
        }

        private String unreadable(Pipe other) {
            String target = other.outputNode().section().value("DATASOURCE")
                    + other.outputNode().section().value("TARGET_DATASOURCE");
            return "'" + other.name() + "' is a " + other.kind().text() + " pipe, which cannot be read by its name."
                    + (target.isEmpty() ? "" : " Read what it writes to: '" + target + "'.");
        }

        @Override
        public Collection<String> names() {
            TreeSet<String> names = new TreeSet<>(resources.names());
            pipe.nodes().subList(0, node).forEach(n -> names.add(n.name()));
            SystemTables.names().forEach(names::add);
            return names;
        }
    }
}
