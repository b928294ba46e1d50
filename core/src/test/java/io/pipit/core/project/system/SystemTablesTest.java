package io.pipit.core.project.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.Column;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.type.TypeDefaults;
import io.pipit.core.project.PipeQueries;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.sql.TranslatedQuery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemTablesTest {
    private static final String ENDPOINT = """
            NODE n
            SQL >
                SELECT pipe_name, countIf(error = 1) AS errors, parameters['day'] AS day
                FROM tinybird.pipe_stats_rt
                GROUP BY pipe_name, day

            TYPE endpoint
            """;

    @Test
    void everyTableCanBeRead(@TempDir Path folder) {
        Plan plan = plan(SystemTables.in(ProjectFiles.of(Map.of("a.pipe", ENDPOINT))));
        try (Engine engine = Engine.open(new EngineConfig(1, 64 << 20, folder));
                EngineSession session = engine.session()) {
            session.execute("CREATE TABLE ops AS SELECT * FROM "
                    + rows(plan.table(SystemTables.OPERATIONS).orElseThrow()));
            List<String> names = SystemTables.names().toList();
            assertThat(names).hasSize(22).contains("pipit.jobs_log", "tinybird.pipe_stats_rt");
            for (String name : names) {
                TranslatedQuery query = new PipeQueries(plan).sql("SELECT * FROM " + name, Map.of());
                List<String> seen = new ArrayList<>();
                session.query(query.bind(table -> "ops"), result -> {
                    while (result.next()) {
                        seen.add(result.getString(1));
                    }
                    return null;
                });
                assertThat(query.tables()).as(name).containsExactly(SystemTables.OPERATIONS);
                assertThat(seen).as(name).hasSize(1);
            }
            String sql =
                    "SELECT quantilesTimingMerge(0.9, 0.95, 0.99)(quantile_timing_state)[1], avgMerge(avg_duration_state),"
                            + " sum(view_count) FROM tinybird.pipe_stats";
            assertThat(session.queryLong("SELECT c FROM ("
                            + new PipeQueries(plan).sql(sql, Map.of()).bind(t -> "ops") + ") AS q(a, b, c)"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aProjectMayNameThemWithoutAStack() {
        Plan plan = plan(ProjectFiles.of(Map.of("a.pipe", ENDPOINT)));
        assertThat(plan.tables()).isEmpty();
        assertThat(plan.endpoints()).containsOnlyKeys("a");
        assertThatThrownBy(() -> new PipeQueries(plan).sql("SELECT * FROM tinybird.pipe_stat_rt", Map.of()))
                .hasMessageContaining("Did you mean 'tinybird.pipe_stats_rt'?");
        assertThat(SystemTables.named("SELECT 1 FROM pipit.jobs_log")).isTrue();
        assertThat(SystemTables.named("SELECT 1 FROM jobs_log")).isFalse();
    }

    /** One row of each kind, in all columns. */
    private static String rows(TableSpec table) {
        return List.of("job", "change", "request", "storage", "reconcile", "kafka", "sink").stream()
                .map(kind -> "SELECT "
                        + table.columns().stream()
                                .map(column -> value(column, kind))
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining(" UNION ALL ", "(", ")"));
    }

    private static String value(Column column, String kind) {
        String value = switch (column.name()) {
            case "kind" -> "'" + kind + "'";
            case "event" -> "'append'";
            case "status_code" -> "500";
            default -> TypeDefaults.sql(column.type());
        };
        return "CAST(" + value + " AS " + column.storage() + ") AS " + EngineSession.quoted(column.name());
    }

    private static Plan plan(ProjectFiles files) {
        ProjectCompiler.Compilation compiled = new ProjectCompiler().compile(files);
        return compiled.plan()
                .orElseThrow(() -> new AssertionError(compiled.problems().toString()));
    }
}
