package io.pipit.core.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.EngineClause;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.PartitionKey.Transform;
import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.ProjectCompiler.Compilation;
import io.pipit.core.sql.TranslatedQuery;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectCompilerTest {
    private static final String EVENTS = """
            SCHEMA >
                `id` String `json:$.id`,
                `at` DateTime `json:$.at`,
                `n` Int32 `json:$.n` DEFAULT 1

            ENGINE MergeTree
            ENGINE_SORTING_KEY at
            """;
    private static final String HOURS = """
            SCHEMA >
                hour DateTime,
                n AggregateFunction(sum, Int32)
            ENGINE "AggregatingMergeTree"
            ENGINE_SORTING_KEY "hour"
            """;
    private static final String VIEW = """
            NODE by_hour
            SQL >
                SELECT toStartOfHour(at) AS hour, sumState(n) AS n FROM events GROUP BY hour
            TYPE materialized
            DATASOURCE hours
            """;

    private final Map<String, String> texts = new TreeMap<>(Map.of(
            "datasources/events.datasource", EVENTS, "datasources/hours.datasource", HOURS, "pipes/view.pipe", VIEW));

    private Compilation compile() {
        return new ProjectCompiler().compile(ProjectFiles.of(texts));
    }

    private Plan plan() {
        Compilation compiled = compile();
        assertThat(compiled.problems().stream().filter(p -> p.severity() == Problem.Severity.ERROR))
                .isEmpty();
        return compiled.plan().orElseThrow();
    }

    private Problem onlyProblem() {
        Compilation compiled = compile();
        assertThat(compiled.problems()).hasSize(1);
        Problem problem = compiled.problems().get(0);
        assertThat(compiled.plan().isPresent()).isEqualTo(problem.severity() == Problem.Severity.WARNING);
        return problem;
    }

    private static String endpoint(String sql) {
        return "NODE n\nSQL >\n" + sql.indent(4) + "\nTYPE endpoint\n";
    }

    @Test
    void plansViewsWithSourceRootAndTarget() {
        assertThat(plan().views()).singleElement().satisfies(v -> {
            assertThat(v.feed()).isEqualTo("view:view.by_hour");
            assertThat(v.source()).isEqualTo("events");
            assertThat(v.root()).isEqualTo("events");
            assertThat(v.target()).isEqualTo("hours");
            assertThat(v.targetColumns()).containsExactly("hour", "n");
            assertThat(v.sql().keyed()).isTrue();
        });
        assertThat(plan().landing()).containsExactly("events");
        assertThat(plan().tables()).containsOnlyKeys("events", "events_quarantine", "hours");
    }

    @Test
    void ordersViewsOfViews() {
        texts.put("datasources/days.datasource", HOURS.replace("hour", "day"));
        texts.put(
                "pipes/a_days.pipe",
                "NODE d\nSQL >\n    SELECT toStartOfDay(hour) AS day, sumMergeState(n) AS n FROM hours GROUP BY day\nTYPE materialized\nDATASOURCE days\n");
        List<ViewPlan> views = plan().views();
        assertThat(views).extracting(ViewPlan::pipe).containsExactly("view", "a_days");
        assertThat(views.get(1).source()).isEqualTo("hours");
        assertThat(views.get(1).root()).isEqualTo("events");
    }

    @Test
    void landsWhatNothingWritesOrWhatHasPaths() {
        texts.put("datasources/alone.datasource", "SCHEMA >\n    a String\n");
        texts.put("datasources/both.datasource", EVENTS);
        texts.put(
                "pipes/c.pipe",
                "NODE n\nSQL >\n    SELECT id, at, n FROM events\nTYPE COPY\nTARGET_DATASOURCE both\nCOPY_MODE Replace\n");
        assertThat(plan().landing()).containsExactlyInAnyOrder("events", "alone", "both");
        assertThat(plan().copies().get("c")).isEqualTo(new CopyPlan("c", "both", CopyPlan.Mode.REPLACE, ""));
        assertThat(plan().tables()).containsKeys("alone_quarantine", "both_quarantine");
    }

    @Test
    void copiesAppendOnDemandUnlessTheySayOtherwise() {
        texts.put("datasources/target.datasource", "SCHEMA >\n    id String\n");
        texts.put(
                "pipes/c.pipe",
                "NODE n\nSQL >\n    SELECT id FROM events\nTYPE copy\nTARGET_DATASOURCE target\nCOPY_SCHEDULE @on-demand\n");
        assertThat(plan().copies().get("c")).isEqualTo(new CopyPlan("c", "target", CopyPlan.Mode.APPEND, ""));
        texts.computeIfPresent("pipes/c.pipe", (k, v) -> v.replace("@on-demand", "0 3 * * mon-fri"));
        assertThat(plan().copies().get("c").schedule()).isEqualTo("0 3 * * mon-fri");
    }

    @ParameterizedTest
    @CsvSource({
        "* * * *,4 fields",
        "61 * * * *,minute is '61'",
        "*/0 * * * *,step",
        "a * * * *,'a'",
        "* * 0 * *,day of the month",
        "0 0 30 2 *,never fires",
        "0 0 31 jun *,never fires"
    })
    void refusesOtherSchedules(String schedule, String expected) {
        texts.put("datasources/target.datasource", "SCHEMA >\n    id String\n");
        texts.put(
                "pipes/c.pipe",
                "NODE n\nSQL >\n    SELECT id FROM events\nTYPE copy\nTARGET_DATASOURCE target\nCOPY_SCHEDULE "
                        + schedule + "\n");
        assertThat(onlyProblem()).satisfies(p -> {
            assertThat(p.code()).isEqualTo(ErrorCode.INVALID_SCHEDULE);
            assertThat(p.message()).contains(expected);
            assertThat(p.position().line()).isEqualTo(6);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "toYYYYMM(at)        | MONTH | at",
                "toYear(at)          | YEAR | at",
                "toDate(at)          | DAY | at",
                "toStartOfHour(`at`) | HOUR | at",
                "id                  | IDENTITY | id",
                "(id)                | IDENTITY | id",
                "tuple()             | NONE | ''",
                "\"\"                | NONE | ''",
            })
    void readsPartitionKeys(String key, Transform transform, String column) {
        texts.put("datasources/events.datasource", EVENTS + "ENGINE_PARTITION_KEY " + key + "\n");
        assertThat(compile().problems()).isEmpty();
        assertThat(plan().table("events").orElseThrow().partitionKey()).isEqualTo(new PartitionKey(transform, column));
    }

    @Test
    void warnsOfOtherPartitionKeys() {
        texts.put("datasources/events.datasource", EVENTS + "ENGINE_PARTITION_KEY \"substring(id, 1, 2)\"\n");
        assertThat(onlyProblem().severity()).isEqualTo(Problem.Severity.WARNING);
        assertThat(plan().table("events").orElseThrow().partitionKey()).isEqualTo(PartitionKey.NONE);
        assertThat(plan().warnings()).hasSize(1);
    }

    @Test
    void readsEngines() {
        String columns = "SCHEMA >\n    id String `json:$.id`,\n    v UInt64 `json:$.v`,\n    gone UInt8 `json:$.g`\n";
        texts.put(
                "datasources/r.datasource",
                columns
                        + "ENGINE ReplacingMergeTree\nENGINE_SORTING_KEY id\nENGINE_VER v\nENGINE_IS_DELETED gone\nENGINE_TTL \"toDate(v) + INTERVAL 1 DAY\"\n");
        texts.put(
                "datasources/s.datasource",
                columns + "ENGINE \"SummingMergeTree\"\nENGINE_SORTING_KEY id\nENGINE_SUMMING_COLUMNS v\n");
        texts.put("datasources/z.datasource", columns + "ENGINE Null\n");
        texts.put("datasources/q.datasource", columns + "ENGINE \"ReplacingMergeTree(v)\"\nENGINE_SORTING_KEY id, v\n");
        Plan plan = plan();
        assertThat(engine(plan, "r")).isEqualTo(new EngineClause(EngineClause.Kind.REPLACING, "v", "gone", List.of()));
        assertThat(engine(plan, "s")).isEqualTo(new EngineClause(EngineClause.Kind.SUMMING, "", "", List.of("v")));
        assertThat(engine(plan, "z").kind()).isEqualTo(EngineClause.Kind.NULL);
        assertThat(engine(plan, "q").versionColumn()).isEqualTo("v");
    }

    private static EngineClause engine(Plan plan, String table) {
        return plan.table(table).map(TableSpec::engine).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ENGINE CollapsingMergeTree | 7 | ReplacingMergeTree with ENGINE_VER",
                "ENGINE MergTree | 7 | 'MergeTree'",
                "ENGINE ReplacingMergeTree | 7 | no ENGINE_SORTING_KEY",
                "ENGINE_SORTING_KEY idd | 7 | 'id'",
                "ENGINE_PARTITION_KEY toYYYYMM(att) | 7 | 'at'",
                "ENGINE_SORTNG_KEY id | 7 | ENGINE_SORTING_KEY",
            })
    void explainsEnginesAndKeys(String directive, int line, String expected) {
        texts.clear();
        texts.put(
                "events.datasource",
                EVENTS.lines().limit(5).reduce("", (a, b) -> a + b + "\n") + "\n" + directive + "\n");
        assertThat(onlyProblem()).satisfies(p -> {
            assertThat(p.message()).contains(expected);
            assertThat(p.position()).hasToString("events.datasource:" + line);
        });
    }

    @Test
    void reportsEveryProblemAtOnce() {
        texts.put("datasources/hours.datasource", HOURS.replace("sum, Int32", "sum, Itn32"));
        texts.put("datasources/bad.datasource", "ENGINE MergeTree\n");
        texts.put("pipes/one.pipe", endpoint("SELECT nn FROM events"));
        texts.put("pipes/two.pipe", endpoint("SELECT * FROM evnts"));
        texts.put("pipes/three.pipe", "NODE x\nSQL >\n    SELECT FROM WHERE\nTYPE endpint\n");
        texts.put("pipes/four.pipe", VIEW.replace("DATASOURCE hours", "DATASOURCE evens"));
        Compilation compiled = compile();
        assertThat(compiled.plan()).isEmpty();
        assertThat(compiled.problems().stream().map(p -> p.position() + " " + p.code()))
                .containsExactlyInAnyOrder(
                        "datasources/bad.datasource:1 FILE_SYNTAX",
                        "datasources/hours.datasource:3 UNKNOWN_TYPE",
                        "pipes/one.pipe:3 UNKNOWN_COLUMN",
                        "pipes/two.pipe:3 UNKNOWN_TABLE",
                        "pipes/three.pipe:4 FILE_SYNTAX",
                        "pipes/four.pipe:5 UNKNOWN_RESOURCE");
        assertThat(compiled.problems()).allMatch(p -> !p.message().isBlank());
        assertThat(compiled.problems().toString())
                .contains("'events'")
                .contains("'Int32'")
                .contains("'endpoint'");
    }

    @Test
    void comparesAViewWithItsTarget() {
        texts.put("pipes/view.pipe", VIEW.replace("sumState(n) AS n", "sum(n) AS total"));
        assertThat(onlyProblem()).satisfies(p -> {
            assertThat(p.position()).hasToString("pipes/view.pipe:1");
            assertThat(p.message())
                    .contains("'total' is not a column of 'hours'")
                    .contains("'n' is missing")
                    .contains("the query gives")
                    .contains("n AggregateFunction(sum, Int32)");
        });
        texts.put("pipes/view.pipe", VIEW.replace("sumState(n)", "sum(n)"));
        assertThat(onlyProblem().message()).contains("use sumState");
    }

    @Test
    void explainsCircles() {
        texts.put("datasources/a.datasource", "SCHEMA >\n    id String\n");
        texts.put("datasources/b.datasource", "SCHEMA >\n    id String\n");
        texts.put("pipes/ab.pipe", "NODE n\nSQL >\n    SELECT id FROM a\nTYPE materialized\nDATASOURCE b\n");
        texts.put("pipes/ba.pipe", "NODE n\nSQL >\n    SELECT id FROM b\nTYPE materialized\nDATASOURCE a\n");
        assertThat(onlyProblem().message()).contains("circle").contains("b → pipe ba → a → pipe ab → b");
        texts.remove("pipes/ab.pipe");
        texts.remove("pipes/ba.pipe");
        texts.put("pipes/p.pipe", endpoint("SELECT * FROM q"));
        texts.put("pipes/q.pipe", endpoint("SELECT * FROM p"));
        assertThat(compile().problems().toString()).contains("p → q → p");
    }

    @Test
    void refusesNamesThatAreTaken() {
        texts.put("other/events.pipe", endpoint("SELECT 1 AS x"));
        assertThat(onlyProblem()).satisfies(p -> {
            assertThat(p.code()).isEqualTo(ErrorCode.DUPLICATE_RESOURCE);
            assertThat(p.message()).contains("datasources/events.datasource");
        });
        texts.remove("other/events.pipe");
        texts.put("x/events_quarantine.datasource", EVENTS);
        assertThat(onlyProblem().code()).isEqualTo(ErrorCode.DUPLICATE_RESOURCE);
        texts.remove("x/events_quarantine.datasource");
        texts.put("x/1st.pipe", endpoint("SELECT 1 AS x"));
        assertThat(onlyProblem().code()).isEqualTo(ErrorCode.FILE_SYNTAX);
        texts.remove("x/1st.pipe");
        texts.put("x/two.pipe", "NODE n\nSQL >\n    SELECT 1 AS a\nNODE n\nSQL >\n    SELECT 2 AS a\n");
        assertThat(onlyProblem().code()).isEqualTo(ErrorCode.DUPLICATE_RESOURCE);
    }

    @Test
    void aViewFollowsTheLeftMostTableAndJoinsTheOthers() {
        texts.put(
                "datasources/names.datasource",
                "SCHEMA >\n    id String `json:$.id`,\n    name String `json:$.name`\n");
        texts.put("pipes/view.pipe", VIEW.replace("FROM events", "FROM events INNER JOIN names USING id"));
        assertThat(plan().views()).singleElement().satisfies(v -> {
            assertThat(v.source()).isEqualTo("events");
            assertThat(v.joined()).containsExactly("names");
        });
        texts.put(
                "pipes/view.pipe",
                VIEW.replace("FROM events", "FROM events INNER JOIN events_quarantine AS q USING id"));
        assertThat(onlyProblem().message()).contains("'events_quarantine'", "quarantine");
    }

    @Test
    void inlinesNodesAndPipesEachWithItsOwnNames() {
        texts.put(
                "pipes/inner.pipe",
                "NODE base\nSQL >\n    SELECT id, n FROM events\nNODE n\nSQL >\n    %\n    SELECT id, n AS m FROM base WHERE n > {{Int32(least, 0)}}\nTYPE endpoint\n");
        texts.put(
                "pipes/outer.pipe",
                "NODE base\nSQL >\n    SELECT m FROM inner\nNODE n\nSQL >\n    SELECT sum(m) AS s FROM base\nTYPE endpoint\n");
        Plan plan = plan();
        assertThat(plan.endpoints().get("outer").parameters())
                .extracting(EndpointPlan.Parameter::name)
                .containsExactly("least");
        TranslatedQuery query = new PipeQueries(plan).pipe("outer", Map.of("least", List.of("42")));
        assertThat(query.tables()).containsExactly("events");
        assertThat(String.join("", query.pieces())).contains("42");
    }

    @Test
    void publishesPipesWithoutAType() {
        texts.put("pipes/plain.pipe", "DESCRIPTION What it is\nNODE n\nSQL >\n    SELECT count() AS c FROM events\n");
        EndpointPlan plain = plan().endpoints().get("plain");
        assertThat(plain.published()).isFalse();
        assertThat(plain.description()).isEqualTo("What it is");
    }

    @Test
    void namesTheLineOfAnErrorInATemplate() {
        texts.put(
                "pipes/t.pipe",
                endpoint("%\nSELECT id\n{% if defined(x) %}\n, {{x}} AS x\n{% end %}\nFROM events\nWHERE nope = 1"));
        assertThat(onlyProblem().position()).hasToString("pipes/t.pipe:9");
        texts.put("pipes/t.pipe", endpoint("%\nSELECT id FROM events WHERE n = {{Int32(n}}"));
        assertThat(onlyProblem()).satisfies(p -> {
            assertThat(p.code()).isEqualTo(ErrorCode.TEMPLATE_ERROR);
            assertThat(p.position()).hasToString("pipes/t.pipe:4");
        });
    }

    @Test
    void onlyWarnsWhereOtherRequestsWork() {
        texts.put("pipes/t.pipe", endpoint("%\nSELECT id FROM events WHERE nope = {{Int32(n)}}"));
        assertThat(onlyProblem().severity()).isEqualTo(Problem.Severity.ERROR);
        texts.put(
                "pipes/t.pipe",
                endpoint(
                        "%\nSELECT id FROM events {% if defined(a) and kind == 'x' %} WHERE nope = {{Int32(a)}} {% end %}"));
        assertThat(onlyProblem()).satisfies(p -> {
            assertThat(p.severity()).isEqualTo(Problem.Severity.WARNING);
            assertThat(p.message()).contains("'nope'", "Seen for some parameters");
        });
        texts.put(
                "pipes/t.pipe",
                endpoint(
                        "%\n{% if String(kind) == 'x' %}SELECT id FROM events{% else %}{{error('kind is x')}}{% end %}"));
        assertThat(compile().problems()).isEmpty();
        texts.put("pipes/t.pipe", endpoint("%\nSELECT id FROM events WHERE id = '{{String(id, 'a')}}'"));
        assertThat(onlyProblem()).satisfies(p -> {
            assertThat(p.severity()).isEqualTo(Problem.Severity.ERROR);
            assertThat(p.message()).contains("inside quotes");
        });
    }

    @Test
    void acceptsSinksAndConnectionsWithAWord() {
        texts.put(
                "pipes/s.pipe",
                "NODE n\nSQL >\n    SELECT id FROM events\nTYPE sink\nEXPORT_CONNECTION_NAME k\nEXPORT_SCHEDULE @on-demand\n");
        texts.put(
                "connections/k.connection",
                "TYPE kafka\nKAFKA_BOOTSTRAP_SERVERS {{ tb_secret(\"S\", \"localhost:9092\") }}\n");
        assertThat(onlyProblem().severity()).isEqualTo(Problem.Severity.WARNING);
        assertThat(plan().endpoints()).doesNotContainKey("s");
    }

    @Test
    void answersRequests() {
        texts.put(
                "pipes/p.pipe",
                endpoint("%\nSELECT id FROM events WHERE n = {{Int32(n)}} AND id = {{String(id, 'a')}}"));
        PipeQueries queries = new PipeQueries(plan());
        assertThat(queries.pipe("p", Map.of("n", List.of("7"))))
                .isSameAs(queries.pipe("p", Map.of("n", List.of("7"), "other", List.of("1"))));
        assertThat(queries.pipe("p", Map.of("n", List.of("7"))))
                .isNotEqualTo(queries.pipe("p", Map.of("n", List.of("8"))));
        assertThat(failure(() -> queries.pipe("p", Map.of()))).satisfies(e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.MISSING_PARAMETER);
            assertThat(e).hasMessageContaining("'n'");
            assertThat(e.position()).hasToString("Optional[pipes/p.pipe:4]");
        });
        assertThat(failure(() -> queries.pipe("p", Map.of("n", List.of("x")))).code())
                .isEqualTo(ErrorCode.INVALID_PARAMETER);
        assertThat(failure(() -> queries.pipe("pp", Map.of()))).satisfies(e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_ENDPOINT);
            assertThat(e).hasMessageContaining("'p'");
        });
        assertThat(failure(() -> queries.pipe("view", Map.of()))).hasMessageContaining("materialized");
        assertThat(queries.sql("SELECT id FROM p", Map.of("n", List.of("7"))).columns())
                .hasSize(1);
        assertThat(queries.sql("%SELECT {{Int32(n)}} AS x", Map.of("n", List.of("7")))
                        .columns())
                .hasSize(1);
        assertThat(failure(() -> queries.sql("SELECT nope FROM events", Map.of()))
                        .position())
                .hasToString("Optional[query:1]");
    }

    private static PipitException failure(Runnable action) {
        try {
            action.run();
        } catch (PipitException e) {
            return e;
        }
        throw new AssertionError("It should have failed.");
    }

    @Test
    void tellsWhenRowsHaveToBeMadeAnew() {
        Plan before = plan();
        texts.put(
                "datasources/events.datasource",
                EVENTS.replace("`n` Int32", "`more` String `json:$.more` DEFAULT '',\n    `n` Int32"));
        Plan wider = plan();
        assertThat(Plan.keepsRows(before.fingerprint("events"), wider.fingerprint("events")))
                .isTrue();
        assertThat(Plan.keepsRows(wider.fingerprint("events"), before.fingerprint("events")))
                .isFalse();
        assertThat(wider.fingerprint("hours")).isEqualTo(before.fingerprint("hours"));
        texts.put("datasources/events.datasource", EVENTS.replace("Int32", "Int64"));
        texts.put("datasources/hours.datasource", HOURS.replace("Int32", "Int64"));
        assertThat(Plan.keepsRows(before.fingerprint("events"), plan().fingerprint("events")))
                .isFalse();
        texts.put("datasources/events.datasource", EVENTS);
        texts.put("datasources/hours.datasource", HOURS);
        texts.put("pipes/view.pipe", VIEW.replace("FROM events", "FROM events WHERE events.n > 0"));
        assertThat(Plan.keepsRows(before.fingerprint("hours"), plan().fingerprint("hours")))
                .isFalse();
        assertThat(plan().fingerprint("events")).isEqualTo(before.fingerprint("events"));
        assertThatThrownBy(() -> before.fingerprint("hors")).hasMessageContaining("'hours'");
    }

    private static String table(String columns, String engine) {
        return "SCHEMA >\n    " + columns + "\n\nENGINE " + engine + "\nENGINE_SORTING_KEY id\n";
    }

    private static String pipe(String sql, String type) {
        return "NODE n\nSQL >\n    " + sql + "\n\n" + type + "\n";
    }

    @Test
    void aViewMayReadWhatCopiesWriteAndWhatSeveralLogsFeed() {
        texts.put("datasources/taken.datasource", table("id String", "MergeTree"));
        texts.put("datasources/ids.datasource", table("id String", "MergeTree"));
        texts.put("datasources/others.datasource", EVENTS);
        texts.put("datasources/all.datasource", table("id String", "MergeTree"));
        texts.put("datasources/last.datasource", table("id String", "MergeTree"));
        texts.put(
                "pipes/take.pipe",
                pipe("SELECT id FROM events", "TYPE copy\nTARGET_DATASOURCE taken\nCOPY_MODE replace"));
        texts.put("pipes/of_taken.pipe", pipe("SELECT id FROM taken", "TYPE materialized\nDATASOURCE ids"));
        texts.put("pipes/a.pipe", pipe("SELECT id FROM events", "TYPE materialized\nDATASOURCE all"));
        texts.put("pipes/b.pipe", pipe("SELECT id FROM others", "TYPE materialized\nDATASOURCE all"));
        texts.put("pipes/c.pipe", pipe("SELECT id FROM all", "TYPE materialized\nDATASOURCE last"));

        Plan plan = plan();

        assertThat(plan.views())
                .extracting(v -> v.feed() + " " + v.root())
                .contains(
                        "view:of_taken.n taken",
                        "view:c.n(events) events",
                        "view:c.n(others) others",
                        "view:a.n events");
        assertThat(Followers.of(plan, "taken").targets()).containsExactly("ids");
        assertThat(Followers.of(plan, "taken").all("ids")).isTrue();
        Followers ofEvents = Followers.of(plan, "events");
        assertThat(ofEvents.views())
                .extracting(ViewPlan::pipe)
                .contains("a", "c")
                .doesNotContain("b");
        assertThat(ofEvents.views().stream()
                        .filter(v -> v.pipe().equals("c"))
                        .flatMap(v -> ofEvents.streams(v).stream()))
                .containsExactly("view:c.n(events)");

        texts.put("datasources/taken.datasource", table("id String `json:$.id`", "MergeTree"));
        texts.put(
                "datasources/ids.datasource",
                table("id String, c SimpleAggregateFunction(sum, UInt64)", "AggregatingMergeTree"));
        texts.put(
                "pipes/of_taken.pipe",
                pipe("SELECT id, count() AS c FROM taken GROUP BY id", "TYPE materialized\nDATASOURCE ids"));
        assertThat(plan().views()).extracting(ViewPlan::root).contains("taken");
        texts.put(
                "pipes/d.pipe",
                pipe("SELECT id, count() AS c FROM others GROUP BY id", "TYPE materialized\nDATASOURCE ids"));
        assertThat(onlyProblem().message())
                .contains("The copy 'take' replaces the rows of 'taken'", "'ids' gets rows from elsewhere");
    }

    @Test
    void warnsWhenTwoSourcesFeedOnePartOfTheFlowTwice() {
        texts.put("datasources/events_1.datasource", EVENTS.replace("SORTING_KEY at", "SORTING_KEY id"));
        texts.put("pipes/sync.pipe", pipe("SELECT * FROM events", "TYPE materialized\nDATASOURCE events_1"));
        assertThat(plan().warnings()).isEmpty();
        texts.put("pipes/view_1.pipe", VIEW.replace("FROM events", "FROM events_1"));
        assertThat(plan().warnings())
                .singleElement()
                .satisfies(w -> assertThat(w.message())
                        .contains("'hours' gets rows of 'events' twice: by the pipe 'view', and by way of 'events_1'"));
        texts.remove("pipes/view_1.pipe");
        String all = pipe("SELECT * FROM events", "TYPE copy\nTARGET_DATASOURCE events_1");
        texts.put("pipes/backfill.pipe", all);
        assertThat(plan().warnings())
                .singleElement()
                .satisfies(w -> assertThat(w.message()).contains("by each run of the copy 'backfill'"));
        texts.put("pipes/backfill.pipe", all.replace("FROM events", "FROM events WHERE at < '2026-01-01'"));
        assertThat(plan().warnings()).isEmpty();
    }
}
