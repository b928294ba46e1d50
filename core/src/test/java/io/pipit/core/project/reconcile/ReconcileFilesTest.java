package io.pipit.core.project.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.jdbc.JdbcAddress;
import io.pipit.core.project.Plan;
import io.pipit.core.project.Problem;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.ProjectFolder;
import io.pipit.core.project.Variables;
import io.pipit.core.project.connector.DatabaseConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconcileFilesTest {
    private static final String EVENTS = """
            SCHEMA >
                event_id String `json:$.id`,
                at DateTime64(3) `json:$.meta.at`,
                kind String `json:$.kind`,
                amount Float64 `json:$.amount`
            ENGINE MergeTree
            ENGINE_SORTING_KEY event_id
            """;
    private static final String CONNECTION = """
            TYPE postgres
            POSTGRES_HOST db.example.com
            POSTGRES_DATABASE app
            POSTGRES_USERNAME {{ tb_secret("pg_user", "reader") }}
            POSTGRES_PASSWORD {{ tb_secret("pg_password") }}
            """;
    private static final String WHOLE = """
            # events come from the application's table
            connection: app_db
            table: public.events
            id: id
            time: created_at
            datasource: events
            columns:
              event_id: id
              at: created_at
              amount: "(data->>'amount')::numeric"
            grace: 45s
            """;

    @Test
    void readsADefinition() {
        ReconcileDefinition read = ReconcileFiles.of(plan(WHOLE)).find("events");

        assertThat(read.table()).isEqualTo("public.events");
        assertThat(read.idColumn()).isEqualTo("event_id");
        assertThat(read.timeColumn()).isEqualTo("at");
        assertThat(read.grace()).contains(Duration.ofSeconds(45));
        assertThat(read.guard()).isEqualTo(Duration.ofDays(7));
        assertThat(read.expression("amount")).isEqualTo("(data->>'amount')::numeric");
        assertThat(read.expression("kind")).isEqualTo("kind");
    }

    @Test
    void findsTheDatabaseWithItsSecrets() {
        Plan plan = plan(WHOLE);

        JdbcAddress address =
                DatabaseConnection.find(plan.files().with(Variables.of(Map.of("pg_password", "hush"))), "app_db");

        assertThat(address)
                .isEqualTo(new JdbcAddress("app_db", "jdbc:postgresql://db.example.com:5432/app", "reader", "hush"));
        assertThat(address.toString()).doesNotContain("hush");
        assertThatThrownBy(() -> DatabaseConnection.find(plan.files(), "app_db"))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG))
                .hasMessageContaining("'pg_password', which is not set");
    }

    @Test
    void saysWhatIsWrongWithLineAndNearestName() {
        wrong(WHOLE.replace("table:", "tabel:"), 3, "Did you mean 'table'?");
        wrong(WHOLE.replace("app_db", "app_bd"), 2, "Did you mean 'app_db'?");
        wrong(WHOLE.replace("datasource: events", "datasource: evnts"), 6, "Did you mean 'events'?");
        wrong(WHOLE.replace("datasource: events", "datasource: totals"), 6, "'totals' takes no events");
        wrong(WHOLE.replace("amount:", "amuont:"), 10, "Did you mean 'amount'?");
        wrong(WHOLE.replace("  event_id: id", "  event_id:"), 8, "'event_id' has no value");
        wrong(WHOLE.replace("  at: created_at\n", ""), 5, "has no column 'created_at' for the time", "time-column:");
        wrong(WHOLE + "time-column: kind\n", 12, "'kind' of 'events' is String", "DateTime");
        wrong(WHOLE.replace("45s", "soon"), 11, "5ms, 30s, 10m or 12h, or auto");
        wrong(WHOLE + "query: SELECT 1\n", 12, "'table' and 'query' are both given");
        wrong(WHOLE.replace("table: public.events", "table: events; DROP"), 3, "no name of a table");
        wrong(WHOLE + "event: to_json(e)\n", 12, "leave one of them out");
        wrong(WHOLE.replace("id: id\n", ""), 1, "'id' is missing");
        wrong(WHOLE + "columns_: [1, 2]\n", 12, "is a list");
        wrong("connection: {a: {b: 1}}\n", 1, "a group within a group");
        wrong("\tx", 1, "not YAML");
        wrong("just a text", 1, "Keys with values are expected");
    }

    @Test
    void namesThatAreNotThereAreSaidOnRequest() {
        assertThatThrownBy(() -> ReconcileFiles.of(plan(WHOLE)).find("event"))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_RESOURCE))
                .hasMessageContaining("Did you mean 'events'?");
    }

    @Test
    void isPartOfAFolderOnlyAtItsTop(@TempDir Path folder) throws Exception {
        for (String path : List.of("reconcile/events.yaml", "tests/events.yaml", "old/reconcile/events.yaml")) {
            Files.createDirectories(folder.resolve(path).getParent());
            Files.writeString(folder.resolve(path), WHOLE);
        }
        Files.writeString(folder.resolve("events.datasource"), EVENTS);

        ProjectFiles read = ProjectFolder.read(folder);

        assertThat(read.texts()).containsOnlyKeys("events.datasource", "reconcile/events.yaml");
    }

    private static void wrong(String text, int line, String... said) {
        ProjectCompiler.Compilation compiled = new ProjectCompiler().compile(files(text));
        assertThat(compiled.plan()).as(text).isEmpty();
        assertThat(compiled.problems())
                .filteredOn(p -> p.position().file().equals("reconcile/events.yaml"))
                .anySatisfy(p -> {
                    assertThat(p.severity()).isEqualTo(Problem.Severity.ERROR);
                    assertThat(p.position().line()).isEqualTo(line);
                    assertThat(p.message()).contains(said);
                });
    }

    private static Plan plan(String text) {
        ProjectCompiler.Compilation compiled = new ProjectCompiler().compile(files(text));
        return compiled.plan()
                .orElseThrow(() -> new AssertionError(compiled.problems().toString()));
    }

    private static ProjectFiles files(String text) {
        return new ProjectFiles(new TreeMap<>(Map.of(
                "datasources/events.datasource",
                EVENTS,
                "datasources/totals.datasource",
                "SCHEMA >\n  kind String, n UInt64\nENGINE SummingMergeTree\nENGINE_SORTING_KEY kind\n",
                "pipes/totals_mv.pipe",
                "NODE n\nSQL >\n  SELECT kind, count() AS n FROM events GROUP BY kind\nTYPE materialized\nDATASOURCE totals\n",
                "connections/app_db.connection",
                CONNECTION,
                "reconcile/events.yaml",
                text)));
    }
}
