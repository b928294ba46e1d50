package io.pipit.core.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.SourceRows;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.TableState.StoredFile;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns with defaults come in random order, between blocks of several versions, changes of defaults and files that are written anew. */
class AddedColumnsTest {
    /** A column as it is written, and what it is to hold in rows without it, in the engine's words. */
    private record Added(String name, String type, String defaultText, String held) {}

    private static final List<Added> ADDED = List.of(
            new Added("plain", "UInt8", "", "0"),
            new Added("kind", "LowCardinality(String)", "'it''s new'", "'it''s new'"),
            new Added("price", "Decimal(18, 2)", "1.5", "1.50"),
            new Added("city", "Nullable(String)", "'Ankara'", "'Ankara'"),
            new Added("size", "Nullable(UInt64)", "toUInt64(7) + 1", "8"),
            new Added(
                    "seen",
                    "Nullable(DateTime)",
                    "toDateTime('2026-01-02 03:04:05')",
                    "TIMESTAMP '2026-01-02 03:04:05'"),
            new Added("tags", "Array(String)", "['x', 'y''z']", "['x', 'y''z']"),
            new Added("counts", "Map(String, Int32)", "map('a', 1)", "MAP {'a': 1}"),
            new Added("label", "String", "concat(user, '-', toString(n))", "\"user\" || '-' || n"),
            new Added("loud", "String", "upper(label)", "upper(\"user\") || '-' || n"),
            new Added("number", "UInt16", "toUInt16(user)", "0"),
            new Added("address", "IPv4", "toIPv4('10.0.0.1')", "'10.0.0.1'"),
            new Added("host", "IPv4", "toIPv4(user)", "'0.0.0.0'"),
            new Added(
                    "since",
                    "Nullable(DateTime)",
                    "parseDateTimeBestEffort('2 Jan 2026 03:04:05')",
                    "TIMESTAMP '2026-01-02 03:04:05'"),
            new Added("word", "String", "'error(''x'')'", "'error(''x'')'"),
            new Added("late", "DateTime", "now()", "TIMESTAMP '1970-01-01 00:00:00'"),
            new Added("guess", "Nullable(Int64)", "n + 1", "NULL"));

    @TempDir
    Path folder;

    private LakeFixture fixture;
    private LakeTable table;
    private final List<Added> columns = new ArrayList<>();
    private final Random random = new Random(Long.getLong("seed", System.nanoTime()));
    private long offset;

    @BeforeEach
    void open() {
        fixture = new LakeFixture(folder);
        fixture.session.execute("CREATE TABLE expected (\"user\" VARCHAR, n BIGINT)");
        ensure();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void rowsReadTheSameHoweverTheyLie() {
        long seed = random.nextLong();
        random.setSeed(seed);
        List<Added> left = new ArrayList<>(ADDED);
        List<String> steps = new ArrayList<>(List.of("seed " + seed));
        send(0);
        for (int step = 0; step < 40; step++) {
            switch (random.nextInt(4)) {
                case 0 -> add(left, steps);
                case 1 -> {
                    int lacking = random.nextInt(columns.size() + 1);
                    steps.add("a block without the last " + lacking);
                    send(lacking);
                }
                case 2 -> {
                    steps.add("files written anew");
                    compact();
                }
                default -> change(steps);
            }
            assertThat(difference()).as("after %s", steps).isZero();
        }
    }

    /** A column, after those that its default names. */
    private void add(List<Added> left, List<String> steps) {
        List<Added> now = new ArrayList<>();
        for (int i = random.nextInt(1, 3); i > 0 && !left.isEmpty(); i--) {
            Added next = left.get(random.nextInt(left.size()));
            if (next.name().equals("loud")
                    && left.stream().anyMatch(a -> a.name().equals("label"))) {
                now.add(0, next); // before what it reads
                next = left.stream()
                        .filter(a -> a.name().equals("label"))
                        .findFirst()
                        .orElseThrow();
                left.removeIf(a -> a.name().equals("loud"));
            }
            left.remove(next);
            now.add(next);
        }
        columns.addAll(now);
        steps.add("columns " + now.stream().map(Added::name).toList());
        ensure();
        TableSpec spec = spec();
        now.forEach(column -> fixture.session.execute("ALTER TABLE expected ADD COLUMN " + column.name() + " "
                + spec.column(column.name()).orElseThrow().storage() + " DEFAULT NULL"));
        now.forEach(column -> fixture.session.execute("UPDATE expected SET " + column.name() + " = " + column.held()));
    }

    /** Another default counts for rows that come from then on. */
    private void change(List<String> steps) {
        for (int i = 0; i < columns.size(); i++) {
            Added was = columns.get(i);
            if (was.name().equals("city") && was.held().equals("'Ankara'")) {
                columns.set(i, new Added("city", was.type(), "'Izmir'", "'Izmir'"));
                steps.add("another default");
                ensure();
            }
        }
    }

    private void send(int lacking) {
        List<Added> given = columns.subList(0, columns.size() - lacking);
        List<Added> absent = columns.subList(columns.size() - lacking, columns.size());
        TableSpec spec = spec();
        String block = "SELECT 'u' || range AS \"user\", (" + offset + " + range)::BIGINT AS n"
                + given.stream()
                        .map(c -> ", "
                                + (c.type().startsWith("Nullable")
                                        ? "NULL"
                                        : c.held().replaceFirst("^\"user\"", "upper(\"user\")"))
                                + "::" + spec.column(c.name()).orElseThrow().storage() + " AS " + c.name())
                        .collect(Collectors.joining())
                + " FROM range(3)";
        byte[] rows = fixture.session.queryIpc(block);
        fixture.session.createFromRows(
                "block", true, spec, List.of(SourceRows.raw(LakeFixture.FEED, 0, offset, 0, rows)));
        List<LakeFile> files = table.write(fixture.session, spec, "SELECT * FROM block");
        table.commit(LakeFixture.append(files, offset, offset + 1));
        offset++;
        fixture.session.execute("INSERT INTO expected BY NAME SELECT *"
                + absent.stream().map(c -> ", " + c.held() + " AS " + c.name()).collect(Collectors.joining())
                + " FROM (" + block + ")");
    }

    private void compact() {
        List<StoredFile> some = table.refresh().files().stream()
                .filter(file -> random.nextBoolean())
                .toList();
        if (!some.isEmpty()) {
            TableSpec spec = spec();
            List<LakeFile> files = table.write(fixture.session, spec, "SELECT * FROM " + table.scanSql(spec, some));
            List<String> paths = some.stream().map(StoredFile::path).toList();
            table.commit(new TableChange(files, paths, CoveragePlan.carry(), "compact"));
        }
    }

    private long difference() {
        TableSpec all = spec();
        // Values are read from columns that somebody drops, too.
        TableSpec some = all.with(
                all.columns().stream()
                        .filter(c -> !List.of("n", "label").contains(c.name()))
                        .toList(),
                List.of());
        return difference(all) + difference(some);
    }

    private long difference(TableSpec spec) {
        String names = spec.columns().stream().map(c -> "\"" + c.name() + "\"").collect(Collectors.joining(", "));
        String read = "SELECT " + names + " FROM "
                + table.scanSql(spec, table.refresh().files());
        String wanted = "SELECT " + names + " FROM expected";
        return fixture.session.queryLong("SELECT (SELECT count(*) FROM (" + read + " EXCEPT ALL " + wanted
                + ")) + (SELECT count(*) FROM (" + wanted + " EXCEPT ALL " + read + "))");
    }

    private void ensure() {
        table = fixture.lake.ensure(spec());
    }

    private TableSpec spec() {
        String text = "SCHEMA >\n    `user` String `json:$.user`,\n    `n` Int64 `json:$.n`"
                + columns.stream()
                        .map(c -> ",\n    `" + c.name() + "` " + c.type() + " `json:$." + c.name() + "`"
                                + (c.defaultText().isEmpty() ? "" : " DEFAULT " + c.defaultText()))
                        .collect(Collectors.joining())
                + "\n\nENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"user\"\n";
        ProjectCompiler.Compilation compiled =
                new ProjectCompiler().compile(ProjectFiles.of(Map.of("datasources/events.datasource", text)));
        return compiled.plan()
                .orElseThrow(() -> new AssertionError(compiled.problems().toString()))
                .table("events")
                .orElseThrow();
    }
}
