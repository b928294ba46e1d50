package io.pipit.cli.workspace;

import io.pipit.core.block.Block;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.PipeQueries;
import io.pipit.core.project.Plan;
import io.pipit.core.project.template.TemplateVariables;
import io.pipit.core.sql.EngineDefaults;
import io.pipit.serving.format.OutputFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
            FixtureBlocks blocks =
                    new FixtureBlocks(allocator, ChronoUnit.MICROS.between(Instant.EPOCH, now), defaults);
            LocalTables tables = new LocalTables(plan, session.engine());
            fixtures.stream().sorted(loadingOrder()).forEach(f -> load(f, blocks, tables, session));
        }
    }

    /** What views join comes before the rows that they join it to; queries may read what files hold. */
    private Comparator<Fixture> loadingOrder() {
        Set<String> joined = new HashSet<>();
        plan.views().forEach(v -> joined.addAll(v.joined()));
        return Comparator.comparing((Fixture f) -> !joined.contains(f.dataSource()))
                .thenComparing(f -> f.form() == Fixture.Form.SQL)
                .thenComparing(Fixture::dataSource);
    }

    private void load(Fixture fixture, FixtureBlocks blocks, LocalTables tables, LocalSession session) {
        TableSpec table = plan.table(fixture.dataSource())
                .orElseThrow(() -> new PipitException(
                        ErrorCode.UNKNOWN_DATA_SOURCE,
                        "The fixture " + fixture.origin() + " is for no data source: there is no '"
                                + fixture.dataSource() + "'."
                                + NearestName.hint(
                                        fixture.dataSource(), plan.tables().keySet())));
        List<Block> read = switch (fixture.form()) {
            case NDJSON -> blocks.events(table, fixture.text(), fixture.origin());
            case CSV -> blocks.rows(table, new CsvEvents(table, fixture.origin()).of(fixture.text()), fixture.origin());
            case SQL -> blocks.rows(table, generated(fixture, session), fixture.origin());
        };
        String refused = FixtureBlocks.refused(read);
        if (!refused.isEmpty()) {
            notes.add(fixture.origin() + ": " + refused + ".");
        }
        notes.addAll(tables.append(table.name(), read));
    }

    private static String generated(Fixture fixture, LocalSession session) {
        try {
            String sql = fixture.text().strip();
            String query = sql.endsWith(";") ? sql.substring(0, sql.length() - 1) : sql;
            byte[] rows = session.ask(queries -> queries.sql(query, Map.of()), OutputFormat.NDJSON);
            return new String(rows, StandardCharsets.UTF_8);
        } catch (PipitException e) {
            throw new PipitException(
                    e.code(), "The query of the fixture " + fixture.origin() + " failed: " + e.getMessage(), e);
        }
    }
}
