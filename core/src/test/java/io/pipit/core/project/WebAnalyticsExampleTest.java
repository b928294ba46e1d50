package io.pipit.core.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.sql.MergeSql;
import io.pipit.core.sql.TranslatedQuery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The shipped example compiles to the plan that its files say, and its answers are those counted from its data. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebAnalyticsExampleTest {
    private static final Path EXAMPLE = Path.of("..", "examples", "web-analytics");
    private static final String HIDDEN = "_part, _off, _row, _at";

    private Plan plan;
    private PipeQueries queries;
    private Engine engine;
    private EngineSession session;

    @BeforeAll
    void runEverything(@TempDir Path temp) {
        ProjectCompiler.Compilation compiled = new ProjectCompiler().compile(ProjectFolder.read(EXAMPLE));
        assertThat(compiled.problems()).isEmpty();
        plan = compiled.plan().orElseThrow();
        queries = new PipeQueries(plan);
        engine = Engine.open(new EngineConfig(1, 500_000_000, temp));
        session = engine.session();
        session.execute(
                "CREATE TABLE analytics_events AS SELECT 'log:analytics_events' AS _feed, (i % 2)::INTEGER AS _part, "
                        + "(i // 1000)::BIGINT AS _off, i::INTEGER AS _row, TIMESTAMP '2024-01-01' AS _at, * EXCLUDE i FROM (SELECT "
                        + "row_number() OVER () AS i, * FROM read_json('"
                        + EXAMPLE.resolve("data/web-events.ndjson.gz")
                        + "', format = 'newline_delimited', columns = {event_id: "
                        + "'VARCHAR', timestamp: 'TIMESTAMP', session_id: 'VARCHAR', action: 'VARCHAR', version: 'VARCHAR', payload: 'VARCHAR'}))");
        plan.views().forEach(this::run);
        TranslatedQuery copy = queries.pipe("rebuild_snapshot", Map.of());
        session.execute(
                "CREATE TABLE analytics_snapshot AS SELECT 'copy:rebuild_snapshot' AS _feed, 0 AS _part, 0::BIGINT AS "
                        + "_off, 0 AS _row, TIMESTAMP '2024-01-01' AS _at, * FROM (" + copy.bind(this::merged) + ")");
    }

    @AfterAll
    void close() {
        session.close();
        engine.close();
    }

    private void run(ViewPlan view) {
        TableSpec target = plan.table(view.target()).orElseThrow();
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < view.targetColumns().size(); i++) {
            Column column = target.column(view.targetColumns().get(i)).orElseThrow();
            names.add("c" + i);
            values.add("CAST(c" + i + " AS " + column.storage() + ") AS " + column.name());
        }
        session.execute("CREATE TABLE " + view.target() + " AS SELECT '" + view.feed() + "' AS _feed, " + HIDDEN + ", "
                + String.join(", ", values) + " FROM (" + view.sql().bind(t -> t) + ") AS r(" + HIDDEN + ", "
                + String.join(", ", names) + ")");
    }

    private String merged(String table) {
        return new MergeSql().merged(plan.table(table).orElseThrow(), "(SELECT * FROM " + table + ")", false);
    }

    private List<List<Object>> answer(String pipe, Map<String, List<String>> parameters) {
        return rows(queries.pipe(pipe, parameters));
    }

    private List<List<Object>> rows(TranslatedQuery query) {
        return session.query(query.bind(this::merged), result -> {
            List<List<Object>> rows = new ArrayList<>();
            while (result.next()) {
                List<Object> row = new ArrayList<>();
                for (int i = 1; i <= query.columns().size(); i++) {
                    row.add(result.getObject(i));
                }
                rows.add(row);
            }
            return rows;
        });
    }

    private static long sum(List<List<Object>> rows, int column) {
        return rows.stream()
                .mapToLong(r -> ((Number) r.get(column)).longValue())
                .sum();
    }

    @Test
    void compilesToItsPlan() {
        assertThat(plan.landing()).containsExactly("analytics_events");
        assertThat(plan.tables().keySet())
                .containsExactlyInAnyOrder(
                        "analytics_events",
                        "analytics_events_quarantine",
                        "analytics_snapshot",
                        "hits_by_hour",
                        "hits_by_minute",
                        "sessions",
                        "traffic_by_page");
        TableSpec events = plan.table("analytics_events").orElseThrow();
        assertThat(events.engine()).isEqualTo(EngineClause.MERGE_TREE);
        assertThat(events.partitionKey()).isEqualTo(new PartitionKey(PartitionKey.Transform.MONTH, "timestamp"));
        assertThat(events.sortingKey()).extracting(SortKey::column).containsExactly("timestamp");
        assertThat(events.columns())
                .extracting(Column::jsonPath)
                .startsWith("$.event_id")
                .endsWith("$.payload");
        assertThat(plan.table("hits_by_hour").orElseThrow().engine().kind()).isEqualTo(EngineClause.Kind.AGGREGATING);
        assertThat(plan.views().stream().map(v -> v.feed() + " " + v.source() + " " + v.root() + " " + v.target()))
                .containsExactlyInAnyOrder(
                        "view:hits_by_hour_mv.count_hits analytics_events analytics_events hits_by_hour",
                        "view:hits_by_minute_mv.count_hits analytics_events analytics_events hits_by_minute",
                        "view:sessions_mv.follow_sessions analytics_events analytics_events sessions",
                        "view:traffic_by_page_mv.sum_traffic analytics_events analytics_events traffic_by_page");
        assertThat(plan.views()).allMatch(v -> v.sql().keyed());
        assertThat(plan.copies().values())
                .containsExactly(
                        new CopyPlan("rebuild_snapshot", "analytics_snapshot", CopyPlan.Mode.REPLACE, "*/15 * * * *"));
        assertThat(plan.endpoints().keySet())
                .containsExactlyInAnyOrder(
                        "pages_per_hour",
                        "hits_per_minute",
                        "latest_sessions",
                        "top_pages",
                        "events_by_action",
                        "snapshot_by_action");
        assertThat(plan.endpoints().values()).allMatch(EndpointPlan::published);
        assertThat(plan.endpoints().get("pages_per_hour").parameters())
                .singleElement()
                .satisfies(p -> {
                    assertThat(p.name()).isEqualTo("action");
                    assertThat(p.type()).isEqualTo("String");
                    assertThat(p.required()).isFalse();
                });
        assertThat(plan.endpoints().get("hits_per_minute").parameters().stream()
                        .map(EndpointPlan.Parameter::name)
                        .collect(Collectors.joining(",")))
                .isEqualTo("from,to,actions,version,limit");
    }

    @Test
    void countsPagesPerHour() {
        assertThat(sum(answer("pages_per_hour", Map.of()), 1)).isEqualTo(9_999);
        List<List<Object>> pages = answer("pages_per_hour", Map.of("action", List.of("page_hit")));
        assertThat(sum(pages, 1)).isEqualTo(4_392);
        assertThat(sum(answer("pages_per_hour", Map.of("action", List.of("asset_hit"))), 1))
                .isEqualTo(5_387);
        assertThat(sum(answer("pages_per_hour", Map.of("action", List.of("error"))), 1))
                .isEqualTo(220);
        assertThat(answer("pages_per_hour", Map.of("action", List.of("' OR 1=1 --"))))
                .isEmpty();
    }

    @Test
    void countsHitsPerMinute() {
        assertThat(sum(answer("hits_per_minute", Map.of("limit", List.of("100000"))), 2))
                .isEqualTo(9_999);
        assertThat(sum(
                        answer(
                                "hits_per_minute",
                                Map.of("limit", List.of("100000"), "actions", List.of("page_hit,error"))),
                        2))
                .isEqualTo(4_612);
        assertThat(sum(answer("hits_per_minute", Map.of("limit", List.of("100000"), "version", List.of("1.0"))), 2))
                .isEqualTo(700);
    }

    @Test
    void followsSessions() {
        List<List<Object>> sessions = answer("latest_sessions", Map.of("limit", List.of("100000")));
        assertThat(sessions).hasSize(1_861);
        assertThat(sum(sessions, 4)).isEqualTo(9_999);
        assertThat(answer("latest_sessions", Map.of())).hasSize(20);
        assertThat(sessions.stream().map(r -> String.valueOf(r.get(5))))
                .allMatch(a -> List.of("page_hit", "asset_hit", "error").contains(a));
    }

    @Test
    void sumsBytesOfPages() {
        List<List<Object>> pages = answer("top_pages", Map.of("limit", List.of("100000")));
        assertThat(pages).hasSize(1_498);
        assertThat(sum(pages, 1)).isEqualTo(9_999);
        assertThat(sum(pages, 2)).isEqualTo(2_747_282_505L);
        List<List<Object>> day = answer("top_pages", Map.of("day", List.of("2015-05-18"), "limit", List.of("100000")));
        assertThat(sum(day, 1)).isEqualTo(2_893);
        List<List<Object>> heavy = answer("top_pages", Map.of("order_by", List.of("bytes")));
        assertThat(heavy.stream().map(r -> ((Number) r.get(2)).longValue()).toList())
                .isSortedAccordingTo(java.util.Comparator.reverseOrder());
    }

    @Test
    void countsRawEventsAndTheSnapshot() {
        List<List<Object>> raw = answer("events_by_action", Map.of());
        assertThat(raw.stream().map(r -> r.get(0) + "=" + r.get(1)))
                .containsExactly("asset_hit=5387", "page_hit=4392", "error=220");
        List<List<Object>> snapshot = answer("snapshot_by_action", Map.of());
        assertThat(snapshot.stream().map(r -> r.get(0) + "=" + r.get(1)))
                .containsExactly("asset_hit=5387", "page_hit=4392", "error=220");
        assertThat(rows(queries.sql("SELECT uniq(session_id) AS s, count() AS c FROM analytics_events", Map.of())))
                .singleElement()
                .satisfies(r -> assertThat(r.toString()).isEqualTo("[1861, 9999]"));
        assertThat(rows(queries.sql("SELECT sum(hits) AS s FROM pages_per_hour", Map.of())))
                .singleElement()
                .satisfies(r -> assertThat(r.toString()).isEqualTo("[9999]"));
    }

    @Test
    void showsWhatFeedsWhat() {
        Lineage lineage = Lineage.of(plan);
        assertThat(lineage.edges())
                .contains(
                        new Lineage.Edge("analytics_events", "hits_by_hour_mv"),
                        new Lineage.Edge("hits_by_hour_mv", "hits_by_hour"),
                        new Lineage.Edge("hits_by_hour", "pages_per_hour"),
                        new Lineage.Edge("analytics_events", "rebuild_snapshot"),
                        new Lineage.Edge("rebuild_snapshot", "analytics_snapshot"),
                        new Lineage.Edge("sessions", "latest_sessions"));
        assertThat(lineage.toText())
                .startsWith("analytics_events (landing data source)\n")
                .contains(
                        "  hits_by_hour_mv (materialized)\n    hits_by_hour (data source)\n      pages_per_hour (endpoint)\n");
        assertThat(lineage.toMermaid())
                .startsWith("flowchart LR\n")
                .contains("  n_hits_by_hour --> n_pages_per_hour\n");
    }
}
