package io.pipit.cli.workspace;

import io.pipit.core.block.Block;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.json.JsonTable;
import io.pipit.core.project.PipeQueries;
import io.pipit.core.project.Plan;
import io.pipit.core.project.template.TemplateVariables;
import io.pipit.core.sql.EngineDefaults;
import io.pipit.serving.format.OutputFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** A project with rows in its tables, to be asked. Sessions may be used by several threads, each by one. */
public final class LocalWorkspace implements AutoCloseable {
    private static final long ENGINE_BYTES = 1L << 30;
    private static final int MOST_THREADS = 4;

    private final Plan plan;
    private final Instant now;
    private final Path folder;
    private final Engine engine;
    private final PipeQueries queries;
    private final List<String> notes = new ArrayList<>();

    private LocalWorkspace(Plan plan, TemplateVariables variables, Instant now) {
        this.plan = plan;
        this.now = now;
        this.queries = new PipeQueries(plan, variables);
        try {
            this.folder = Files.createTempDirectory("pipit-local");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.engine = Engine.open(new EngineConfig(threads(), ENGINE_BYTES, folder));
    }

    /**
     * Loads fixtures: rows first, then what queries generate, since these may read the rows.
     *
     * @param now what {@code now()} is, for the fixtures and as long as a session says nothing else
     */
    public static LocalWorkspace open(
            Plan plan, TemplateVariables variables, Collection<Fixture> fixtures, Instant now) {
        LocalWorkspace workspace = new LocalWorkspace(plan, variables, now);
        try {
            workspace.load(fixtures);
            return workspace;
        } catch (RuntimeException | Error e) {
            workspace.close();
            throw e;
        }
    }

    /** How many threads it is worth to ask with. */
    public static int threads() {
        return Math.max(1, Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()));
    }

    /** A new session; to be closed before the workspace. */
    public LocalSession session() {
        return new LocalSession(plan, queries, engine.session(), now);
    }

    /** What did not go as its author may think: rows that do not fit, blocks that views could not take. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    @Override
    public void close() {
        engine.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void load(Collection<Fixture> fixtures) {
        try (BufferAllocator allocator = new RootAllocator();
                LocalSession session = session();
                EngineDefaults defaults = new EngineDefaults(new EngineConfig(1, ENGINE_BYTES, folder))) {
            FixtureBlocks blocks = new FixtureBlocks(ChronoUnit.MICROS.between(Instant.EPOCH, now), "");
            FixtureRows rows = new FixtureRows(question -> session.ask(question, OutputFormat.NDJSON));
            LocalTables tables = new LocalTables(plan, session.engine());
            Function<TableSpec, FixtureBlocks.Shape> shapes =
                    table -> new FixtureBlocks.Shape(JsonTable.compile(table, defaults), 1, allocator);
            fixtures.stream().sorted(FixtureRows.loadingOrder(plan)).forEach(fixture -> {
                TableSpec table = FixtureRows.table(fixture, plan);
                FixtureBlocks.Shape shape =
                        shapes.apply(fixture.form() == Fixture.Form.NDJSON ? table : FixtureBlocks.byName(table));
                load(fixture, tables, blocks.of(shape, rows.of(fixture, table), fixture.origin()));
            });
        }
    }

    private void load(Fixture fixture, LocalTables tables, List<Block> read) {
        String refused = FixtureBlocks.refused(read);
        if (!refused.isEmpty()) {
            notes.add(fixture.origin() + ": " + refused + ".");
        }
        notes.addAll(tables.append(fixture.dataSource(), read));
    }
}
