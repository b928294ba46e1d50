package io.pipit.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.jobs.RefusingCatalog;
import io.pipit.jobs.copy.CopyProject;
import io.pipit.jobs.copy.CopyRequest;
import io.pipit.jobs.flink.Await;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A project that changes while its speed job runs. */
class PlanSwitchIT extends SwitchTestBase {
    @BeforeEach
    void startWithCopies() {
        project.putAll(CopyProject.TEXTS);
        start(Long.MAX_VALUE);
    }

    @Test
    void otherQueriesLeaveTheSpeedJobAlone() {
        String job = stack.speed.health().jobRunId();
        stack.apply(
                with("endpoints/all.pipe", "NODE all\nSQL >\n    SELECT count() AS n FROM events\nTYPE endpoint\n"));

        assertThat(stack.plan().endpoints()).containsKey("all");
        assertThat(stack.speed.health().jobRunId()).isEqualTo(job);
    }

    @Test
    void whatIsLostIsSaidWhereSomethingIs() {
        edit("datasources/events.datasource", "`n` Int64 `json:$.n`", "`number` Int64 `json:$.n`");
        edit("datasources/hits.datasource", "`hits` ", "`count` ");
        project.keySet().removeIf(file -> file.startsWith("copies/"));
        edit(BY_USER, "AS hits", "AS count");
        Map<String, List<String>> breaks = stack.changes(project).stream()
                .filter(change -> change.resource().equals("data_source"))
                .collect(Collectors.toMap(Change::name, Change::breaks));

        assertThat(breaks.get("events"))
                .singleElement()
                .asString()
                .contains("column 'n' is dropped", "SELECT *, n AS number");
        assertThat(breaks.get("events_quarantine")).as("a mirror of it").isEmpty();
        assertThat(breaks.get("hits")).as("made of the raw rows").isEmpty();
    }

    @Test
    void changedViewIsDerivedAgainFromTheFirstBlock() {
        long raw = stack.lake.find("events").orElseThrow().refresh().snapshotId();
        String changed = CopyProject.TEXTS.get(BY_USER).replace("FROM events", "FROM events WHERE n % 2 = 0");
        stack.apply(with(BY_USER, changed));

        Await.until("the view as if it had always been so", () -> hits() == 35);
        stack.send("events", CopyProject.events(70, 80));
        Await.until("it goes on", () -> hits() == 40);
        assertThat(stack.lake.find("events").orElseThrow().at(raw))
                .as("the table of the events is the same")
                .isPresent();
        Await.until("all events", () -> stack.number("events", "count(*)") == 80);

        done(CopyRequest.of("take"));
        assertThat(stack.number("totals", "sum(viewed)")).isEqualTo(40);
    }

    @Test
    void newColumnsKeepWhatIsThere() {
        long raw = stack.lake.find("events").orElseThrow().refresh().snapshotId();
        String file = "datasources/events.datasource";
        stack.apply(with(
                file,
                CopyProject.TEXTS
                        .get(file)
                        .replace(
                                "`n` Int64 `json:$.n`",
                                "`n` Int64 `json:$.n`,\n    `city` Nullable(String) `json:$.city`")));

        stack.send("events", "SELECT 'u0' AS \"user\", 1::BIGINT AS n, 'Ankara' AS city");
        Await.until("the new column", () -> stack.number("events", "count(city)") == 1);
        assertThat(stack.number("events", "count(*)")).isEqualTo(71);
        assertThat(stack.lake.find("events").orElseThrow().at(raw)).isPresent();
    }

    @Test
    void newColumnsHoldTheirDefaultsInWhatIsThere() {
        Await.until("a commit", () -> stack.number("events", "count(*)") == 70);
        long raw = stack.lake.find("events").orElseThrow().refresh().snapshotId();
        Map<String, String> texts = with(
                "datasources/events.datasource",
                CopyProject.TEXTS.get("datasources/events.datasource").replace("`n` Int64 `json:$.n`", """
                                `n` Int64 `json:$.n`,
                                    `city` Nullable(String) `json:$.city` DEFAULT 'Ankara',
                                    `label` String `json:$.label` DEFAULT concat(user, '-', toString(n)),
                                    `later` DateTime `json:$.later` DEFAULT now()"""));
        texts.put("datasources/labels.datasource", """
                SCHEMA >
                    `label` String,
                    `city` String

                ENGINE "MergeTree"
                ENGINE_SORTING_KEY "label"
                """);
        texts.put(
                "materializations/label.pipe",
                "NODE made\nSQL >\n    SELECT label, ifNull(city, 'none') AS city FROM events\n"
                        + "TYPE materialized\nDATASOURCE labels\n");
        assertThat(stack.changes(texts).get(0).breaks())
                .singleElement()
                .asString()
                .startsWith("column 'later' has its DEFAULT in new rows only");
        stack.apply(texts);
        stack.send("events", CopyProject.events(70, 80)); // as one that was accepted just before the switch
        stack.send("events", "SELECT 'u0' AS \"user\", 80::BIGINT AS n, NULL AS city, 'own' AS label");

        Await.until("rows of all versions", () -> stack.number("events", "count(*)") == 81);
        String held = "city = 'Ankara' AND label LIKE 'u_-%'";
        assertThat(stack.number("events", "count(*) FILTER (" + held + " AND label = \"user\" || '-' || n)"))
                .isEqualTo(80);
        Await.until("the view of them", () -> stack.number("labels", "count(*)") == 81);
        assertThat(stack.number("labels", "count(*) FILTER (" + held + ")")).isEqualTo(80);
        assertThat(stack.lake.find("events").orElseThrow().at(raw))
                .as("the table is the same")
                .isPresent();
    }

    @Test
    void tableWithAppendedCopiesIsNotThrownAway() {
        done(CopyRequest.of("add"));
        String file = "datasources/added.datasource";
        stack.apply(with(file, CopyProject.TEXTS.get(file).replace("`raw` UInt64", "`raw` Float64")));

        assertThat(stack.number("added", "sum(raw)::BIGINT")).isEqualTo(10);
        stack.send("events", CopyProject.events(70, 80));
        Await.until("the speed job goes on as before", () -> hits() == 80);
    }

    @Test
    void forwardQueryMakesNewRowsOfOldOnesInLakeAndLog() {
        String file = "datasources/events.datasource";
        String tagged = CopyProject.TEXTS
                .get(file)
                .replace("`n` Int64 `json:$.n`", "`n` Int64 `json:$.n`,\n    `tag` String `json:$.tag`");
        String query = "\nFORWARD_QUERY >\n    SELECT *, concat(user, '-', toString(n)) AS tag\n";
        stack.apply(with(file, tagged + query));
        // As one that was accepted just before the switch.
        stack.send("events", CopyProject.events(70, 80));
        stack.send("events", "SELECT 'u0' AS \"user\", 80::BIGINT AS n, 'own' AS tag");

        Await.until("rows of all versions", () -> stack.number("events", "count(*)") == 81);
        assertThat(stack.number("events", "count(*) FILTER (tag = \"user\" || '-' || n)"))
                .isEqualTo(80);
        assertThat(stack.number("events", "count(*) FILTER (tag = 'own')")).isEqualTo(1);
        assertThat(stack.lake.find("events").orElseThrow().authorsSince(-1)).contains("forward");
        Await.until("the view goes on", () -> hits() == 81);

        long applied = stack.lake.find("events").orElseThrow().refresh().snapshotId();
        String failing = tagged.replace("`tag` String", "`tag` Int64")
                + "\nFORWARD_QUERY >\n    SELECT user, n, toInt64(tag) AS tag\n";
        assertThatThrownBy(() -> stack.apply(with(file, failing)))
                .hasMessageContaining("column 'tag'")
                .hasMessageContaining("Nothing was changed");
        assertThatThrownBy(() -> stack.apply(with(
                        file, tagged.replace("`tag`", "`label`") + "\nFORWARD_QUERY >\n    SELECT *, tga AS label\n")))
                .hasMessageContaining("'tag'");
        Map<String, String> stale = with(file, tagged + query);
        stale.put(BY_USER, CopyProject.TEXTS.get(BY_USER).replace("FROM events", "FROM events WHERE n >= 0"));
        stack.apply(stale);
        assertThat(stack.lake.find("events").orElseThrow().at(applied))
                .as("a query that has been applied")
                .isPresent();
        Await.until("the new view", () -> hits() == 81);
    }

    @Test
    void switchThatFailsHalfWayLeavesEverythingAsItWas() {
        Map<String, String> changed =
                with(BY_USER, CopyProject.TEXTS.get(BY_USER).replace("FROM events", "FROM events WHERE n < 0"));
        changed.computeIfPresent("materializations/live.pipe", (file, text) -> text.replace("'live'", "'alive'"));
        Await.until("rows of the other view", () -> stack.number("mixed", "count(*) FILTER (kind = 'live')") == 70);
        for (String refused : new String[] {"hits", "hits--next", "mixed", "mixed--next"}) {
            RefusingCatalog.refuse(Optional.of(refused));
            assertThatThrownBy(() -> stack.apply(changed)).as(refused).hasMessageContaining("connection refused");
            RefusingCatalog.refuse(Optional.empty());
            assertThat(hits()).as(refused).isEqualTo(70);
            assertThat(stack.number("mixed", "count(*) FILTER (kind = 'live')")).isEqualTo(70);
            assertThat(stack.lake.tables()).doesNotContain("hits--former", "mixed--former");
        }
        stack.send("events", CopyProject.events(70, 80));
        Await.until("the speed job goes on as before", () -> hits() == 80);

        // A death between the two renamings of a table.
        stack.speed.pause();
        stack.lake.rename("events", "events--former");
        stack.startAgain();
        stack.send("events", CopyProject.events(80, 90));
        Await.until("the table is back", () -> stack.number("events", "count(*)") == 90);
    }

    @Test
    void viewsMayBeginNowOrGoOnWithOtherSql() {
        String target = CopyProject.TEXTS.get("datasources/hits.datasource");
        Map<String, String> texts = with("datasources/later.datasource", target + "\nBACKFILL skip\n");
        String view = CopyProject.TEXTS.get(BY_USER);
        texts.put("materializations/begin_later.pipe", view.replace("DATASOURCE hits", "DATASOURCE later"));
        texts.put(
                BY_USER,
                view.replace("FROM events", "FROM events WHERE n % 2 = 0")
                        .replace("TYPE materialized", "TYPE materialized\nDEPLOYMENT_METHOD alter"));
        Await.until("a commit", () -> stack.number("events", "count(*)") == 70);
        stack.apply(texts);
        stack.send("events", CopyProject.events(70, 80));

        Await.until("the events from here on", () -> stack.number("later", "coalesce(sum(hits), 0)::BIGINT") == 10);
        Await.until("half of them beside the old rows", () -> hits() == 75);
    }

    private static Map<String, String> with(String file, String text) {
        Map<String, String> texts = new TreeMap<>(CopyProject.TEXTS);
        texts.put(file, text);
        return texts;
    }
}
