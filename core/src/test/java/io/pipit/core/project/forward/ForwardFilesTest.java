package io.pipit.core.project.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.SourceRows;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectCompiler.Compilation;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.sql.Dialect;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What leads from older versions of a data source to the one of today. */
class ForwardFilesTest {
    private static final String FIRST = "`user` String, `n` Int64";
    private static final String SECOND = FIRST + ", `tag` String";
    private static final String THIRD = "`user` String, `n` String, `tag` String";

    @TempDir
    private Path temp;

    @Test
    void rowsOfEveryVersionBecomeThoseOfToday() {
        Plan first = plan(FIRST, "");
        Plan second = following(first, plan(SECOND, "SELECT *, concat(user, '!') AS tag"));
        Plan third = following(second, plan(THIRD, ""));
        TableSpec table = third.table("events").orElseThrow();
        assertThat(table.forwards()).hasSize(2);

        try (Engine engine = Engine.open(new EngineConfig(1, 64 << 20, temp));
                EngineSession session = engine.session()) {
            session.createFromRows(
                    "rows",
                    true,
                    table,
                    List.of(
                            block(session, 0, "SELECT 'a' AS \"user\", 1::BIGINT AS n"),
                            block(session, 1, "SELECT 'b' AS \"user\", 2::BIGINT AS n, 'own' AS tag"),
                            block(session, 2, "SELECT 'c' AS \"user\", 'three' AS n, 'new' AS tag")));
            String text = session.query(
                    "SELECT string_agg(_off || \"user\" || n || tag, ' ' ORDER BY _off) FROM rows", rows -> {
                        rows.next();
                        return rows.getString(1);
                    });
            assertThat(text).isEqualTo("0a1a! 1b2own 2cthreenew");
        }
    }

    @Test
    void aVersionWithoutAQueryFollowsOneWithIt() {
        Plan first = plan(FIRST, "");
        Plan renamed = following(first, plan("`user` String, `m` Int64", "SELECT user, n AS m"));

        TableSpec back = following(renamed, first).table("events").orElseThrow();
        assertThat(back.forwards()).hasSize(2);
        assertThat(back.forwards().get(1).values()).containsKeys("user", "n");
        TableSpec more = following(renamed, plan("`user` String, `m` Int64, `k` String", ""))
                .table("events")
                .orElseThrow();
        assertThat(more.forwards().get(0).values()).containsOnlyKeys("user", "m");
        assertThat(more.forwards().get(1).values()).containsOnlyKeys("user", "m", "k");
    }

    @Test
    void whatSimplyGoesOnNeedsNoWord() {
        Plan first = plan(FIRST, "");
        assertThat(following(first, plan(SECOND, "")).files().texts())
                .as("added")
                .hasSize(1);
        assertThat(following(plan(SECOND, ""), first).files().texts())
                .as("dropped")
                .hasSize(1);
        Plan applied = following(first, plan(SECOND, "SELECT *, 'x' AS tag"));
        assertThat(applied.files().texts()).hasSize(2);
        assertThat(following(applied, plan(SECOND, "SELECT *, 'y' AS tag"))
                        .files()
                        .texts())
                .as("a query that was applied")
                .hasSize(2);
    }

    @Test
    void queryThatDoesNotFitIsRefused() {
        Plan first = plan(FIRST, "");
        assertThat(problem(first, SECOND, "SELECT user, n"))
                .contains("does not say what the column 'tag' is made of", "… AS tag");
        assertThat(problem(first, SECOND, "SELECT *, usr AS tag")).contains("column 'tag'", "usr");
        assertThat(problem(first, SECOND, "SELECT *, user AS tagg")).contains("tag");
        assertThat(problem(first, SECOND, "SELECT *, concat(user, 'x')")).contains("has no name");
    }

    private static SourceRows block(EngineSession session, long offset, String query) {
        return SourceRows.raw("log:events", 0, offset, 0, session.queryIpc(query));
    }

    private static Plan following(Plan live, Plan next) {
        return new ProjectCompiler()
                .compile(new ForwardFiles(new Dialect()).following(live, next))
                .plan()
                .orElseThrow();
    }

    private static String problem(Plan live, String columns, String query) {
        Compilation compiled =
                new ProjectCompiler().compile(new ForwardFiles(new Dialect()).following(live, plan(columns, query)));
        assertThat(compiled.plan()).isEmpty();
        return compiled.problems().toString();
    }

    private static Plan plan(String columns, String query) {
        String text = "SCHEMA >\n    " + columns + "\n\nENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"user\"\n"
                + (query.isEmpty() ? "" : "\nFORWARD_QUERY >\n    " + query + "\n");
        return new ProjectCompiler()
                .compile(ProjectFiles.of(Map.of("datasources/events.datasource", text)))
                .plan()
                .orElseThrow();
    }
}
