package io.pipit.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectFiles;
import io.pipit.jobs.FullDisk;
import io.pipit.jobs.Gate;
import io.pipit.jobs.JobsStack;
import io.pipit.jobs.Load;
import io.pipit.jobs.RefusingCatalog;
import io.pipit.jobs.copy.CopyProject;
import io.pipit.jobs.copy.CopyRequest;
import io.pipit.jobs.deploy.DeployRequest;
import io.pipit.jobs.deploy.DeployRequest.Promotion;
import io.pipit.jobs.deploy.Deployment;
import io.pipit.jobs.deploy.Deployment.State;
import io.pipit.jobs.deploy.DeploymentStore;
import io.pipit.jobs.deploy.Deployments;
import io.pipit.jobs.deploy.Underway;
import io.pipit.jobs.flink.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Versions of a project whose tables are filled from the lake while events flow: as if they had always been so. */
class FillIT extends SwitchTestBase {
    @BeforeEach
    void startWithViews() {
        project.putAll(CopyProject.WITH_FOLLOWERS);
        view("per_block", "SELECT user, count() AS raw FROM events GROUP BY user");
        view("first_two", "SELECT user, toUInt64(n) AS raw FROM events ORDER BY n DESC LIMIT 2");
        start(0);
    }

    @Test
    void newViewsHaveWhatTheyWouldHaveHadFromTheFirstBlockOn() throws Exception {
        view("per_block_later", "SELECT user, count() AS raw FROM events GROUP BY user");
        view("first_two_later", "SELECT user, toUInt64(n) AS raw FROM events ORDER BY n DESC LIMIT 2");
        view("of_a_view", "SELECT user, raw FROM per_block WHERE raw > 0");
        int sent = whileEventsFlow(() -> stack.apply(project));

        Await.until("all events", () -> stack.number("events", "count(*)") == sent && hits() == sent);
        for (String table : new String[] {"per_block", "first_two"}) {
            Await.until("the same rows in " + table, () -> content(table) == content(table + "_later"));
        }
        Await.until("the view of a view", () -> content("of_a_view") == content("per_block"));
        assertThat(stack.lake.find("first_two_later").orElseThrow().authorsSince(-1))
                .contains("populate:view:make_first_two_later.made");
        assertThat(stack.lake.find("of_a_view").orElseThrow().authorsSince(-1))
                .contains("populate:view:make_of_a_view.made");
    }

    @Test
    void changedViewIsFilledBesideTheOneThatIsLive() throws Exception {
        edit(BY_USER, "FROM events", "FROM events WHERE n % 2 = 0");
        stack.stage(project);
        long staged = stack.lake.find("hits--next").orElseThrow().refresh().snapshotId();
        assertThat(hits()).as("nobody sees it").isEqualTo(70);
        int sent = whileEventsFlow(() -> stack.apply(project));

        Await.until("the view as if it had always been so", () -> hits() == sent / 2);
        assertThat(stack.lake.find("hits").orElseThrow().authorsSince(-1)).contains("populate:view:by_user.by_user");
        assertThat(stack.lake.tables()).doesNotContain("hits--next");
        assertThat(stack.lake.find("hits").orElseThrow().at(staged))
                .as("filled once")
                .isPresent();
    }

    @Test
    void rowsOfANewViewComeIntoATableThatOthersFillWhenItsVersionDoes() throws Exception {
        project.put(
                "materializations/more.pipe",
                "NODE more\nSQL >\n    SELECT user, toUInt64(n + 1000000) AS raw FROM events\nTYPE materialized\nDATASOURCE per_block\n");
        edit(BY_USER, "FROM events", "FROM events WHERE n >= 0");
        RefusingCatalog.refuse(Optional.of("hits--next"));
        try {
            assertThatThrownBy(() -> stack.apply(project)).hasMessageContaining("connection refused");
        } finally {
            RefusingCatalog.refuse(Optional.empty());
        }
        assertThat(stack.number("per_block", "count(*) FILTER (raw >= 1000000)"))
                .as("nothing of a switch that did not come")
                .isZero();
        int sent = whileEventsFlow(() -> stack.apply(project));
        Await.until("all events once", () -> stack.number("per_block", "count(*) FILTER (raw >= 1000000)") == sent);
        assertThat(stack.number("per_block", "count(DISTINCT raw) FILTER (raw >= 1000000)"))
                .isEqualTo(sent);
        assertThat(stack.lake.find("per_block").orElseThrow().authorsSince(-1)).contains("populate:view:more.more");
        Await.until(
                "the other view goes on",
                () -> stack.number("per_block", "sum(raw) FILTER (raw < 1000000)::BIGINT") == sent);
    }

    @Test
    void newViewsReadTheDefaultsOfColumnsThatComeWithThem() throws Exception {
        project.computeIfPresent(
                EVENTS,
                (file, text) -> text.replace(
                        "`n` Int64 `json:$.n`",
                        "`n` Int64 `json:$.n`,\n    `half` Int64 `json:$.half` DEFAULT intDiv(n, 2),\n"
                                + "    `kind` String `json:$.kind` DEFAULT 'event'"));
        view("halves", "SELECT concat(user, kind) AS user, toUInt64(half) AS raw FROM events");
        int sent = whileEventsFlow(() -> stack.apply(project));
        Await.until("all events", () -> stack.number("halves", "count(*)") == sent);
        assertThat(stack.lake.find("halves").orElseThrow().authorsSince(-1)).contains("populate:view:make_halves.made");
        project.computeIfPresent(
                EVENTS, (file, text) -> text.replace("SORTING_KEY \"user\"", "SORTING_KEY \"kind, user\""));
        stack.apply(project);

        assertThat(stack.lake.find("events").orElseThrow().authorsSince(-1)).contains("rebuild");
        assertThat(stack.number("events", "sum(half)::BIGINT"))
                .isEqualTo(stack.number("events", "sum(n // 2)::BIGINT"))
                .isEqualTo(stack.number("halves", "sum(raw)::BIGINT"));
        assertThat(stack.number("events", "count(*) FILTER (kind = 'event')")).isEqualTo(sent);
        assertThat(stack.number("halves", "count(*) FILTER (\"user\" LIKE '%event')"))
                .isEqualTo(sent);
    }

    @Test
    void viewIsFilledOnceMoreWhileEventsFlow() throws Exception {
        long before = stack.lake.find("hits").orElseThrow().refresh().snapshotId();
        int sent = whileEventsFlow(() -> stack.again("hits"));

        Await.until("all events once", () -> hits() == sent);
        assertThat(stack.lake.find("hits").orElseThrow().at(before)).isEmpty();
        assertThat(stack.lake.find("hits").orElseThrow().authorsSince(-1)).contains("populate:view:by_user.by_user");
    }

    @Test
    void tableIsLaidOutAnewWithAllItsRows() throws Exception {
        done(CopyRequest.of("add"));
        for (String file : new String[] {"datasources/events.datasource", "datasources/added.datasource"}) {
            project.computeIfPresent(
                    file, (f, text) -> text.replaceAll("SORTING_KEY \"[^\"]*\"", "SORTING_KEY \"tuple()\""));
        }
        int sent = whileEventsFlow(() -> stack.apply(project));

        Await.until("all events", () -> stack.number("events", "count(*)") == sent && hits() == sent);
        assertThat(stack.number("events", "count(DISTINCT n)")).isEqualTo(sent);
        assertThat(stack.number("added", "sum(raw)::BIGINT")).isEqualTo(10);
        assertThat(stack.lake.find("events").orElseThrow().authorsSince(-1)).contains("rebuild");
    }

    @Test
    void viewsOfCopiesAreFilledWithWhatTheyHaveWritten() {
        snap("14");
        view("of_copy", "SELECT user, toUInt64(n) AS raw FROM snapshot");
        view("of_them", "SELECT user, toUInt64(1) AS raw FROM all_users");
        project.computeIfPresent(
                "materializations/louder.pipe", (f, text) -> text.replace("upper(user)", "lower(user)"));
        stack.apply(project);

        assertThat(stack.number("of_copy", "count(*)")).isEqualTo(14);
        assertThat(stack.number("loud", "count(*) FILTER (WHERE \"user\" LIKE 'u%')"))
                .isEqualTo(14);
        Await.until("both ways", () -> stack.number("all_users", "count(*)") == 84);
        Await.until("both ways into the view of all", () -> stack.number("of_them", "count(*)") == 84);
        snap("7");
        assertThat(stack.number("of_copy", "count(*)")).isEqualTo(21);
        assertThat(stack.number("loud", "count(*)")).isEqualTo(21);
        assertThat(stack.number("of_them", "count(*)")).isEqualTo(91);
    }

    private void snap(String below) {
        CopyRequest request =
                CopyRequest.of("snap", Map.of("below", List.of(below))).insisting();
        done(request);
    }

    @Test
    void manyChangesAtOnceAndAllOfThemBack() throws Exception {
        Map<String, String> before = new TreeMap<>(project);
        project.computeIfPresent(
                EVENTS,
                (file, text) -> text.replace(
                        "`user` String `json:$.user`,",
                        "`user` String `json:$.user`,\n    `extra` String `json:$.extra`,"));
        stack.apply(project);
        before.put(EVENTS, project.get(EVENTS));
        stack.send("events", "SELECT 'u1' AS \"user\", 'kept' AS extra, 70::BIGINT AS n");
        Await.until("the new column", () -> stack.number("events", "count(*) FILTER (extra = 'kept')") == 1);
        Await.until("the views have it", () -> hits() == 71);

        project.computeIfPresent(
                EVENTS,
                (file, text) -> text.replace("`extra` String `json:$.extra`,", "")
                        .replace("MergeTree", "ReplacingMergeTree")
                        .replace("SORTING_KEY \"user\"", "SORTING_KEY \"n\"\nENGINE_PARTITION_KEY \"user\""));
        project.remove("materializations/make_first_two.pipe");
        project.remove("datasources/first_two.datasource");
        edit(BY_USER, "FROM events", "FROM events WHERE n % 2 = 0");
        stack.apply(project);
        stack.send("events", "SELECT 'u1' AS \"user\", 70::BIGINT AS n");
        Await.until("equal keys are one row", () -> stack.number("events", "count(*)") == 71 && hits() == 37);

        stack.apply(before);
        Await.until("every row", () -> stack.number("events", "count(*)") == 72 && hits() == 72);
        assertThat(stack.number("events", "count(*) FILTER (extra = 'kept')")).isEqualTo(1);
        assertThat(stack.number("events", "count(*) FILTER (extra = '')")).isEqualTo(71);
    }

    @Test
    void aDeploymentIsDiscardedInEveryPhaseThatHasNotChangedAnythingYet() throws Exception {
        List<Throwable> tooLate = new ArrayList<>();
        AtomicReference<Deployments> all = new AtomicReference<>();
        Plan live = stack.plan();
        edit(BY_USER, "FROM events", "FROM events WHERE n % 2 = 0");
        Plan next = JobsStack.compile(ProjectFiles.of(project));
        try (Deployments deployments = stack.deployments(
                () -> tooLate.add(catchThrowable(() -> all.get().discard(Optional.empty()))))) {
            all.set(deployments);
            Gate beforeItsJob = new Gate();
            stack.fillBehind(beforeItsJob);
            discarded(deployments, next, beforeItsJob, fill -> assertThat(fill).isEmpty());
            Gate withinItsJob = new Gate();
            FullDisk.stopAt(withinItsJob, "/notes/fill-");
            discarded(
                    deployments,
                    next,
                    withinItsJob,
                    fill -> assertThat(fill.orElseThrow().rows()).isPositive());

            Deployment staged = deployments.run(DeployRequest.deploy(next, "ada", Promotion.BY_HAND));
            assertThat(staged.state()).isEqualTo(State.STAGED);
            assertThat(deployments.discard(Optional.empty()).state()).isEqualTo(State.DISCARDED);
            assertThat(stack.lake.tables()).doesNotContain("hits--next");
            assertThat(stack.plan()).isSameAs(live);
            assertThat(hits()).isEqualTo(70);

            Deployment last = deployments.run(DeployRequest.deploy(next, "ada", Promotion.BY_ITSELF));
            assertThat(last.state()).isEqualTo(State.LIVE);
            assertThat(tooLate)
                    .singleElement()
                    .satisfies(e -> assertThat(e)
                            .hasMessage("Deployment " + last.id() + " is going live, and cannot be discarded."));
            assertThatThrownBy(() -> deployments.discard(Optional.of(last.id())))
                    .hasMessageContaining("is live, and cannot be discarded");
        }
        Await.until("the view as if it had always been so", () -> hits() == 35);
    }

    /** What a process meets that did not notice in time that another one leads. */
    @Test
    void aDeploymentThatAnotherProcessHasEndedChangesNothingAnyMore() throws Exception {
        Plan live = stack.plan();
        edit(BY_USER, "FROM events", "FROM events WHERE n % 2 = 0");
        Plan next = JobsStack.compile(ProjectFiles.of(project));
        DeploymentStore store = new DeploymentStore(stack.database());
        try (Deployments deployments = stack.deployments(() -> {})) {
            Gate gate = new Gate();
            stack.fillBehind(gate);
            DeployRequest request =
                    DeployRequest.deploy(next, "ada", Promotion.BY_ITSELF).keyed("once");
            Deployments.Begun begun = deployments.begin(request);
            assertThat(deployments.begin(request)).as("the same request again").isSameAs(begun);
            gate.awaitReached();
            store.save(begun.deployment().as(State.DISCARDED, 1, "by another process"));
            gate.open();
            assertThatThrownBy(() -> Deployments.ended(begun.end()))
                    .hasMessageContaining("Another process leads now and has taken deployment");
            assertThat(deployments.begin(request).deployment())
                    .as("the same request at the process that leads")
                    .satisfies(known ->
                            assertThat(known.id()).isEqualTo(begun.deployment().id()));
        }
        assertThat(store.find(store.newest(1).get(0).id()).orElseThrow().note()).isEqualTo("by another process");
        assertThat(stack.plan()).isSameAs(live);
        assertThat(hits()).isEqualTo(70);
    }

    private void discarded(Deployments deployments, Plan next, Gate gate, Consumer<Optional<FillProgress>> progress)
            throws Exception {
        Deployments.Begun begun = deployments.begin(DeployRequest.deploy(next, "ada", Promotion.BY_ITSELF));
        gate.awaitReached();
        String id = Long.toString(begun.deployment().id());
        assertThatThrownBy(() -> deployments.begin(DeployRequest.deploy(next, "bob", Promotion.BY_ITSELF)))
                .hasMessageStartingWith("Deployment " + id + " of ada, begun at ")
                .hasMessageEndingWith(
                        "is being filled: there can be one at a time. Wait for it; 'pipit deployment show " + id
                                + "' says how far it is, 'pipit deployment discard' ends it.");
        Underway underway = deployments.underway().orElseThrow();
        assertThat(underway.name()).isEqualTo(id);
        progress.accept(underway.fill());
        deployments.discard(Optional.empty());
        gate.open();
        assertThatThrownBy(() -> Deployments.ended(begun.end()))
                .hasMessage("Deployment " + id + " was discarded. Nothing was changed.");
        assertThat(deployments.find(begun.deployment().id()).state()).isEqualTo(State.DISCARDED);
        assertThat(deployments.underway()).isEmpty();
        assertThat(stack.lake.tables()).doesNotContain("hits--next");
        assertThat(hits()).isEqualTo(70);
    }

    private int whileEventsFlow(Runnable action) throws Exception {
        AtomicInteger sent = new AtomicInteger(70);
        Runnable block = () -> {
            int from = sent.get();
            stack.send("events", CopyProject.events(from, from + 10));
            sent.addAndGet(10);
        };
        Load load = Load.of(block);
        try (load) {
            action.run();
        }
        while (sent.get() % 20 != 10) {
            block.run(); // an even number of further blocks: half of all values are even
        }
        return sent.get();
    }
}
