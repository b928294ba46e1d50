package io.pipit.cli.scaffold;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.cli.format.FmtRun;
import io.pipit.cli.testing.TestRun;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScaffoldTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final PrintWriter writer = new PrintWriter(out, true);

    @Test
    void aNewProjectIsFormattedAndPassesItsTests() throws IOException {
        assertThat(new NewProject(writer).create(folder)).isZero();
        assertThat(folder.resolve(".github/workflows/pipit.yml"))
                .content()
                .contains("pipit fmt --diff", "pipit build --check", "pipit test run");
        assertThat(fmt(FmtRun.Mode.CHECK, "")).isZero();
        assertThat(new TestRun(folder, writer, writer)
                        .run(List.of(), Optional.empty(), Optional.empty(), TestRun.Form.TEXT))
                .isZero();
        Path fixture = folder.resolve("fixtures/events.ndjson");
        Files.writeString(fixture, "mine");
        new NewProject(writer).create(folder);
        assertThat(fixture).hasContent("mine");
    }

    @Test
    void aSampleOfEventsBecomesADataSourceThatBuilds() throws IOException {
        String text = draft("sample.json", """
                [{"id":1,"ts":"2025-01-01T10:00:00.123Z","user":{"name":"a","geo":{"lat":1.5}},"tags":["x"],"items":[{"a":1}],
                  "ok":true,"big":18446744073709551615,"day":"2025-01-01","n":null,"weird key":1,"mixed":1},
                 {"id":-2,"ts":"2025-01-01T10:00:01Z","user":{"name":null},"tags":[],"ok":false,"big":1,"day":"2025-01-02",
                  "n":2.5,"weird key":2,"mixed":"x"}]
                """);
        assertThat(text).isEqualTo("""
                        SCHEMA >
                            `id` Int64 `json:$.id`,
                            `ts` DateTime64(3) `json:$.ts`,
                            `user_name` Nullable(String) `json:$.user.name`,
                            `user_geo_lat` Nullable(Float64) `json:$.user.geo.lat`,
                            `tags` Array(String) `json:$.tags[:]` DEFAULT [],
                            `items` Nullable(String) `json:$.items`,
                            `ok` Bool `json:$.ok`,
                            `big` UInt64 `json:$.big`,
                            `day` Date `json:$.day`,
                            `n` Nullable(Float64) `json:$.n`,
                            `weird_key` Int64 `json:$['weird key']`,
                            `mixed` String `json:$.mixed`

                        ENGINE "MergeTree"
                        ENGINE_PARTITION_KEY "toYYYYMM(ts)"
                        ENGINE_SORTING_KEY "ts"
                        """);
        assertThat(new ProjectCompiler().compile(ProjectFolder.read(folder)).problems())
                .isEmpty();
        assertThat(fmt(FmtRun.Mode.CHECK, "")).isZero();
    }

    @Test
    void aSampleOfRowsIsRead() throws IOException {
        assertThat(draft("rows.csv", "id;name;at\n1;\"a;b\";2025-01-01 10:00:00\n2;;2025-01-02 10:00:00\n"))
                .contains("`id` Int64,", "`name` Nullable(String),", "`at` DateTime\n", "ENGINE_SORTING_KEY \"at\"");
        assertThat(draft("plain.csv", "1,x\n2,y\n")).contains("`column_1` Int64,", "`column_2` String");
    }

    @Test
    void madeUpRowsFitAndAreTheSameForTheSameSeed() throws IOException {
        Path datasources = Files.createDirectories(folder.resolve("datasources"));
        Files.writeString(datasources.resolve("all.datasource"), """
                SCHEMA >
                    `at` DateTime64(3) `json:$.at`,
                    `u8` UInt8 `json:$.n.u8`,
                    `i16` Nullable(Int16) `json:$.n.i16`,
                    `d` Decimal(10, 2) `json:$.d`,
                    `e` Enum8('a' = 1, 'b' = 2) `json:$.e`,
                    `id` UUID `json:$.id`,
                    `tags` Array(LowCardinality(String)) `json:$.tags[:]`,
                    `names` Array(String) `json:$.items[:].name`,
                    `prices` Array(Float32) `json:$.items[:].price`,
                    `m` Map(String, UInt32) `json:$.m`,
                    `day` Date `json:$.day`,
                    `ok` Bool `json:$.ok`,
                    `f` FixedString(2) `json:$.f`

                ENGINE MergeTree
                ENGINE_SORTING_KEY at
                """);
        MockRows mock = new MockRows(folder);
        String first = Files.readString(mock.write("all", 50, 7));
        assertThat(Files.readString(mock.write("all", 50, 7))).isEqualTo(first).hasLineCount(50);
        assertThat(Files.readString(mock.write("all", 50, 8))).isNotEqualTo(first);
        Files.writeString(
                Files.createDirectories(folder.resolve("tests")).resolve("quality.yaml"),
                "- nothing_is_quarantined:\n    sql: SELECT * FROM all_quarantine\n"
                        + "- all_are_there:\n    sql: SELECT count() AS c FROM all HAVING c <> 50\n");
        assertThat(new TestRun(folder, writer, writer)
                        .run(List.of(), Optional.empty(), Optional.empty(), TestRun.Form.TEXT))
                .as(() -> out.toString())
                .isZero();
    }

    @Test
    void formattingShowsAsksAndWrites() throws IOException {
        Path pipe = Files.createDirectories(folder.resolve("pipes")).resolve("a.pipe");
        Files.writeString(pipe, "NODE a\nSQL >\n  select 1 as one\nTYPE endpoint\n");
        assertThat(fmt(FmtRun.Mode.DIFF, "")).isEqualTo(1);
        assertThat(out.toString()).contains("-  select 1 as one", "+    SELECT 1 AS one");
        assertThat(fmt(FmtRun.Mode.ASK, "n\n")).isEqualTo(1);
        assertThat(pipe).content().contains("select 1");
        assertThat(fmt(FmtRun.Mode.ASK, "y\n")).isZero();
        assertThat(pipe).content().contains("SELECT 1");
        assertThat(fmt(FmtRun.Mode.WRITE, "")).isZero();
    }

    private int fmt(FmtRun.Mode mode, String answers) {
        return new FmtRun(writer, writer, new BufferedReader(new StringReader(answers))).run(List.of(folder), mode);
    }

    private String draft(String name, String sample) throws IOException {
        Path file = Files.writeString(folder.resolve(name), sample);
        DataSourceDraft draft = DataSourceDraft.of(file.toString(), Optional.empty());
        return Files.readString(draft.write(folder));
    }
}
