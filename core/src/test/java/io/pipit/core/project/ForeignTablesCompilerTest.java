package io.pipit.core.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.foreign.ForeignColumns;
import io.pipit.core.project.foreign.ForeignColumnsException;
import io.pipit.core.project.foreign.PostgresColumn;
import io.pipit.core.project.foreign.PostgresTable;
import io.pipit.core.project.foreign.PostgresType;
import io.pipit.core.sql.TranslatedQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** {@code postgresql()} in the nodes of a project: where it may stand, and what can be told without the database. */
class ForeignTablesCompilerTest extends CompiledTexts {
    private static final String FULL =
            "postgresql({{ tb_secret('pg_host') }}, 'app', 'customers', {{ tb_secret('pg_user') }}, {{ tb_secret('pg_password') }})";
    private static final Variables SECRETS =
            Variables.of(Map.of("pg_host", "db.example.com:5432", "pg_user", "reader", "pg_password", "Pa55word"));

    private final List<PostgresTable> asked = new ArrayList<>();

    @Test
    void copiesAreBuiltWithoutTheDatabase() {
        texts.put("pipes/load.pipe", copy("%\nSELECT id, n FROM " + FULL + " WHERE id != ''", "replace"));
        Plan plan = plan();

        assertThat(plan.copies()).containsKey("load");
        assertThatThrownBy(() -> new PipeQueries(plan, SECRETS).pipe("load", Map.of()))
                .isInstanceOf(ForeignColumnsException.class);
    }

    @Test
    void theRunKnowsTheColumnsAndNobodySeesThePassword() {
        texts.put(
                "pipes/load.pipe",
                copy(
                        "%\nSELECT c.id AS id, e.n AS n FROM " + FULL
                                + " AS c JOIN events AS e ON e.id = c.id WHERE c.vip = 1",
                        "replace"));
        PipeQueries queries = queries();
        TranslatedQuery query = queries.pipe("load", Map.of());

        assertThat(query.tables()).containsExactly("events");
        assertThat(query.slots()).hasSize(2);
        assertThat(queries.foreign().describe(query))
                .isEqualTo(
                        "2 of 3 columns of postgresql db.example.com:5432/app customers as reader come over one connection,"
                                + " the rows with \"vip\" = (1)");
        assertThat(queries.spread("load", Map.of()).describe())
                .startsWith("one task: 2 of 3 columns of postgresql ***");
        assertThat(query.toString()).doesNotContain("Pa55word");
        assertThat(asked)
                .hasSize(1)
                .allSatisfy(table -> assertThat(table.toString()).doesNotContain("Pa55word"));
    }

    @Test
    void othersThanCopiesAreToldToLoadIt() {
        texts.put("pipes/asked.pipe", endpoint("SELECT * FROM " + FULL.replaceAll("\\{\\{.*?}}", "'a:1'")));
        Problem problem = onlyProblem();
        assertThat(problem.code()).isEqualTo(ErrorCode.UNSUPPORTED_SQL);
        assertThat(problem.message()).contains("copy pipes only", "COPY_MODE replace");

        texts.remove("pipes/asked.pipe");
        texts.put("pipes/seen.pipe", VIEW.replace("FROM events", "FROM postgresql('h:1', 'd', 't', 'u', 'secret')"));
        assertThat(onlyProblem().message()).contains("copy pipes only").doesNotContain("secret");
        texts.remove("pipes/seen.pipe");
        PipeQueries queries = new PipeQueries(plan());
        assertThatThrownBy(() -> queries.sql("SELECT 1 FROM postgresql('h:1', 'd', 't', 'u', 'secret')", Map.of()))
                .hasMessageContaining("copy pipes only");
    }

    @Test
    void aTargetIsNotKeptFresh() {
        texts.put("pipes/load.pipe", copy("SELECT id, n FROM postgresql('h:1', 'd', 't', 'u', 'p')", "lambda"));
        Problem problem = onlyProblem();
        assertThat(problem.severity()).isEqualTo(Severity.WARNING);
        assertThat(problem.message()).contains("scheduled only", "since it reads postgresql()");
    }

    @Test
    void wrongArgumentsFailTheBuild() {
        texts.put(
                "connections/app_db.connection",
                "TYPE postgres\nPOSTGRES_HOST h\nPOSTGRES_DATABASE d\nPOSTGRES_USERNAME u\n");
        wrong("postgresql('app_dn', 'customers')", "Did you mean 'app_db'?");
        wrong("postgresql('h:5432', 'd', 't', 'u')", "found 4 arguments");
        wrong("postgresql('h', 'd')", "no connection 'h'");
        wrong("postgresql('http://h/x', 'd', 't', 'u', 'p')", "is no host with a port");
        wrong("postgresql('h:1', 'd', t, 'u', 'p')", "texts in quotes");
        texts.put("pipes/load.pipe", copy("SELECT id, n FROM postgresql('app_db', 'customers', 'crm')", "append"));
        assertThat(queries().pipe("load", Map.of()).foreign().values())
                .singleElement()
                .satisfies(read -> assertThat(read.table()).isEqualTo("postgresql h:5432/d crm.customers as u"));
    }

    @Test
    void theRunSaysWhatTheBuildCannot() {
        texts.put("pipes/load.pipe", copy("SELECT id, m FROM postgresql('h:1', 'd', 't', 'u', 'p')", "append"));
        assertThatThrownBy(() -> queries().pipe("load", Map.of()))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_COLUMN))
                .hasMessageContaining("Did you mean 'n'?");
        texts.put("pipes/load.pipe", copy("SELECT id, vip FROM postgresql('h:1', 'd', 't', 'u', 'p')", "append"));
        assertThatThrownBy(() -> queries().pipe("load", Map.of()))
                .hasMessageContaining("The copy 'load' does not fit its target: 'vip' is not a column");
    }

    private void wrong(String function, String said) {
        texts.put("pipes/load.pipe", copy("SELECT id, n FROM " + function, "append"));
        assertThat(onlyProblem().message()).contains(said);
    }

    private PipeQueries queries() {
        Plan plan = new ProjectCompiler()
                .compile(new ProjectFiles(new TreeMap<>(texts), SECRETS))
                .plan()
                .orElseThrow();
        ForeignColumns columns = table -> {
            asked.add(table);
            return List.of(
                    new PostgresColumn("id", PostgresType.of("text"), false),
                    new PostgresColumn("n", PostgresType.of("integer"), true),
                    new PostgresColumn("vip", PostgresType.of("smallint"), true));
        };
        return new PipeQueries(plan, columns);
    }

    private String copy(String sql, String mode) {
        texts.put(
                "datasources/customers.datasource",
                "SCHEMA >\n    `id` String,\n    `n` Int32\nENGINE MergeTree\nENGINE_SORTING_KEY id\n");
        return "NODE n\nSQL >\n" + sql.indent(4) + "\nTYPE copy\nTARGET_DATASOURCE customers\nCOPY_MODE " + mode + "\n";
    }
}
