package io.pipit.core.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.error.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How rows go: views, copies and what follows them. */
class FlowCompilerTest extends CompiledTexts {
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
    void copiesAppendOnDemandUnlessTheySayOtherwise() {
        texts.put("datasources/target.datasource", "SCHEMA >\n    id String\n");
        texts.put(
                "pipes/c.pipe",
                "NODE n\nSQL >\n    SELECT id FROM events\nTYPE copy\nTARGET_DATASOURCE target\nCOPY_SCHEDULE @on-demand\n");
        assertThat(plan().copies().get("c")).isEqualTo(new CopyPlan("c", "target", CopyPlan.Mode.APPEND, ""));
        texts.computeIfPresent("pipes/c.pipe", (k, v) -> v.replace("@on-demand", "0 3 * * mon-fri"));
        assertThat(plan().copies().get("c").schedule()).isEqualTo("0 3 * * mon-fri");
        texts.computeIfPresent("pipes/c.pipe", (k, v) -> v.replace("0 3 * * mon-fri", "@Daily"));
        assertThat(plan().copies().get("c").schedule()).isEqualTo("@daily");
    }

    @ParameterizedTest
    @CsvSource({
        "* * * *,4 fields",
        "@never,1 field",
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

    @Test
    void comparesAViewWithItsTarget() {
        texts.put("pipes/view.pipe", VIEW.replace("sumState(n) AS n", "sum(n) AS total"));
        assertThat(onlyProblem()).satisfies(p -> {
            assertThat(p.position()).hasToString("pipes/view.pipe:1");
            assertThat(p.message())
                    .contains("'total' is not a column of 'hours'; 'n' is missing")
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT * FROM events | true",
                "SELECT * FROM (SELECT * FROM events) ORDER BY id | true",
                "SELECT * FROM events /* where, join, limit */ | true",
                "SELECT * FROM events WHERE id > 'a' | false",
                "SELECT * FROM (SELECT * FROM events LIMIT 9) | false",
                "SELECT events.* FROM events JOIN events_1 AS e ON e.id = events.id | false",
                "% SELECT * FROM events WHERE id > {{ String(start, 'a') }} | false",
            })
    void aCopyTakesAllRowsUnlessItsQueryLeavesSomeOut(String sql, boolean all) {
        texts.put("datasources/events_1.datasource", EVENTS.replace("SORTING_KEY at", "SORTING_KEY id"));
        texts.put("pipes/sync.pipe", pipe("SELECT * FROM events", "TYPE materialized\nDATASOURCE events_1"));
        texts.put("pipes/backfill.pipe", pipe(sql.replace("% ", "%\n    "), "TYPE copy\nTARGET_DATASOURCE events_1"));
        assertThat(plan().warnings().stream()
                        .anyMatch(warning -> warning.message().contains("by each run of the copy 'backfill'")))
                .isEqualTo(all);
    }

    @Test
    void warnsWhenTwoViewsCountTheSameRows() {
        String other = VIEW.replace("NODE by_hour", "NODE other");
        texts.put("pipes/view_2.pipe", other.replace("SELECT ", "SELECT\n      "));
        assertThat(plan().warnings())
                .singleElement()
                .satisfies(w -> assertThat(w.message())
                        .startsWith("'hours' gets rows of 'events' twice: by the views 'view' and 'view_2'"));
        String below = other.replace("FROM events", "FROM events WHERE id < '5'");
        texts.put("pipes/view_2.pipe", below);
        assertThat(plan().warnings()).isEmpty();
        texts.put("pipes/view.pipe", VIEW.replace("FROM events", "FROM events where  id < '5'"));
        assertThat(plan().warnings()).hasSize(1);
        texts.put("pipes/view.pipe", VIEW.replace("FROM events", "FROM events WHERE id >= '5'"));
        assertThat(plan().warnings()).isEmpty();
        texts.put("pipes/view.pipe", VIEW);
        texts.put("pipes/view_2.pipe", other.replace("toStartOfHour", "toStartOfDay"));
        assertThat(plan().warnings()).as("other keys").isEmpty();

        texts.put(
                "datasources/hours.datasource",
                HOURS.replace("Int32)", "Int32),\n    m AggregateFunction(max, Int32)"));
        texts.put("pipes/view.pipe", VIEW.replace(" AS n", " AS n, maxState(toInt32(0)) AS m"));
        texts.put("pipes/view_2.pipe", other.replace(" AS n", " AS n, maxState(toInt32(1)) AS m"));
        assertThat(plan().warnings()).as("the same keys").hasSize(1);
    }

    /** Not by how they are written. */
    @Test
    void rowsAreTheSameByWhatQueriesMean() {
        String other = VIEW.replace("NODE by_hour", "NODE other");
        texts.put("pipes/view.pipe", VIEW.replace("FROM events", "FROM events WHERE id = 'a'"));
        texts.put("pipes/view_2.pipe", other.replace("FROM events", "FROM events WHERE id = 'A'"));
        assertThat(plan().warnings()).as("values in other cases").isEmpty();
        texts.put("pipes/view_2.pipe", other.replace("FROM events", "FROM events PREWHERE (id == 'a')"));
        assertThat(plan().warnings()).as("one condition in two notations").hasSize(1);
        texts.put("pipes/view.pipe", VIEW.replace("FROM events", "FROM events WHERE id = 'no limit' AND id != 'x'"));
        texts.put("pipes/view_2.pipe", other.replace("FROM events", "FROM events WHERE id != 'x' AND id = 'no limit'"));
        assertThat(plan().warnings()).as("conditions in another order").hasSize(1);

        texts.put("pipes/view.pipe", VIEW);
        String inNodes = "NODE first\nSQL >\n    SELECT at AS moment, n FROM events -- where nothing\n\n"
                + other.replace("FROM events", "FROM first").replace("toStartOfHour(at)", "toStartOfHour(moment)");
        texts.put("pipes/view_2.pipe", inNodes);
        assertThat(plan().warnings()).as("the same by way of a node").hasSize(1);
        texts.put("pipes/view_2.pipe", inNodes.replace("SELECT at AS", "SELECT at + INTERVAL 1 DAY AS"));
        assertThat(plan().warnings()).as("another time in the node").isEmpty();
    }

    private static String table(String columns, String engine) {
        return "SCHEMA >\n    " + columns + "\n\nENGINE " + engine + "\nENGINE_SORTING_KEY id\n";
    }

    private static String pipe(String sql, String type) {
        return "NODE n\nSQL >\n    " + sql + "\n\n" + type + "\n";
    }
}
