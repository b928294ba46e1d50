package io.pipit.jobs.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.ViewPlan;
import io.pipit.jobs.FullDisk;
import io.pipit.jobs.Gate;
import io.pipit.jobs.JobsStack;
import io.pipit.jobs.copy.CopyProject;
import io.pipit.jobs.deploy.DeployRequest.Promotion;
import io.pipit.jobs.fill.FillJobs;
import io.pipit.jobs.fill.FillRun;
import io.pipit.jobs.fill.FillRun.State;
import io.pipit.jobs.fill.FillStore;
import io.pipit.jobs.flink.Await;
import io.pipit.jobs.flink.embedded.EmbeddedFlink;
import io.pipit.jobs.plan.Population;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fillings that somebody asks for, and those of deployments, as jobs that can be seen and cancelled. */
class PopulatesIT {
    private static final String BY_USER = "materializations/by_user.pipe";

    @TempDir
    Path folder;

    private EmbeddedFlink flink;
    private JobsStack stack;
    private Deployments deployments;
    private Populates populates;
    private final List<Throwable> tooLate = new ArrayList<>();

    @BeforeEach
    void start() {
        flink = JobsStack.flink(folder.resolve("flink"));
        stack = JobsStack.start(flink, folder, CopyProject.TEXTS, 0);
        deployments = stack.deployments(() -> {});
        populates = stack.populates(
                deployments,
                () -> tooLate.add(catchThrowable(
                        () -> populates.cancel(populates.newest().get(0).id()))));
        stack.send("events", CopyProject.events(0, 70));
        Await.until("rows of the view", () -> hits() == 70);
    }

    @AfterEach
    void stop() {
        deployments.close();
        stack.close();
        flink.close();
    }

    @Test
    void aPopulateIsCancelledInEveryPhaseThatHasNotChangedAnythingYet() throws Exception {
        stack.logHold().lock();
        cancelled(() -> {}, stack.logHold()::unlock);

        Gate beforeItsJob = new Gate();
        stack.fillBehind(beforeItsJob);
        cancelled(() -> await(beforeItsJob), beforeItsJob::open);

        Gate withinItsJob = new Gate();
        FullDisk.stopAt(withinItsJob, "/notes/fill-");
        cancelled(
                () -> {
                    await(withinItsJob);
                    FillRun run = populates.newest().get(0);
                    assertThat(populates.progress(run).orElseThrow().rows()).isPositive();
                    assertThatThrownBy(() ->
                                    deployments.begin(DeployRequest.deploy(stack.plan(), "bob", Promotion.BY_ITSELF)))
                            .hasMessageContaining("'hits' are being made once more (populate)")
                            .hasMessageContaining("'pipit job cancel' with its id ends it");
                },
                () -> {});
        withinItsJob.open();

        stack.send("events", CopyProject.events(70, 80));
        populates.again(view(), "hits");
        assertThat(tooLate).singleElement().satisfies(e -> assertThat(e).hasMessageContaining("can no longer be"));
        FillRun done = populates.newest().get(0);
        assertThat(done.state()).isEqualTo(State.DONE);
        assertThat(done.rows()).isPositive();
        assertThatThrownBy(() -> populates.cancel(done.id())).hasMessageContaining("it is done already");
        stack.send("events", CopyProject.events(80, 90));
        Await.until("every event once", () -> hits() == 90);
        assertThat(stack.lake.find("hits").orElseThrow().authorsSince(-1)).contains("populate:view:by_user.by_user");
    }

    /** Begins, cancels as soon as it is in some phase, and looks that nothing has changed. */
    private void cancelled(Runnable phase, Runnable letGo) throws Exception {
        int jobs = populates.newest().size();
        CompletableFuture<Void> end = CompletableFuture.runAsync(() -> populates.again(view(), "hits"));
        Await.until(
                "the job",
                () -> populates.newest().size() > jobs
                        && populates.cancellable(populates.newest().get(0)));
        phase.run();
        FillRun run = populates.newest().get(0);
        assertThat(run.state()).isEqualTo(State.WORKING);
        assertThat(populates.cancellable(run)).isTrue();
        CompletableFuture<FillRun> asked = CompletableFuture.supplyAsync(() -> populates.cancel(run.id()));
        Await.until("it is told", () -> !populates.cancellable(run));
        letGo.run();
        assertThat(asked.get(60, TimeUnit.SECONDS).state()).isEqualTo(State.CANCELLED);
        assertThatThrownBy(end::join).hasMessageContaining("The populate of 'hits' was cancelled. Nothing was changed");
        assertThat(populates.find(run.id()).orElseThrow().state()).isEqualTo(State.CANCELLED);
        assertThat(stack.lake.tables()).doesNotContain("hits--next");
        assertThat(hits()).isEqualTo(70);
    }

    @Test
    void whatAnotherLeaderHasEndedIsNotChangedHereAnyMore() {
        FillJobs elsewhere = new FillJobs(new FillStore(stack.database()), Clock.systemUTC());
        // Another process leads from the moment on in which everything is filled, and nothing has changed places.
        populates = stack.populatesThen(deployments, elsewhere::resume);
        long before = stack.lake.find("hits").orElseThrow().refresh().snapshotId();

        assertThatThrownBy(() -> populates.again(view(), "hits"))
                .hasMessageStartingWith("Another process leads now, or this one ends, before the populate of 'hits'");
        FillRun run = populates.newest().get(0);
        assertThat(run.state()).isEqualTo(State.ERROR);
        assertThat(run.error()).contains("The process ended before this was done");
        assertThat(stack.lake.find("hits").orElseThrow().refresh().snapshotId()).isEqualTo(before);
        // It may be what the other one fills at the same time.
        assertThat(stack.lake.tables()).contains("hits--next").doesNotContain("hits--former");
    }

    @Test
    void aPopulateOfAProcessThatEndsChangesNothing() throws Exception {
        long before = stack.lake.find("hits").orElseThrow().refresh().snapshotId();
        Gate withinItsJob = new Gate();
        FullDisk.stopAt(withinItsJob, "/notes/fill-");
        CompletableFuture<Void> end = CompletableFuture.runAsync(() -> populates.again(view(), "hits"));
        await(withinItsJob);

        CompletableFuture<Void> closed = CompletableFuture.runAsync(populates::close);
        assertThatThrownBy(() -> end.get(60, TimeUnit.SECONDS))
                .hasMessageContaining("Another process leads now, or this one ends, before the populate of 'hits'");
        closed.get(60, TimeUnit.SECONDS);
        FillRun left = populates.newest().get(0);
        assertThat(left.state()).as("for whoever leads next to say").isEqualTo(State.WORKING);
        assertThat(stack.lake.find("hits").orElseThrow().refresh().snapshotId()).isEqualTo(before);
        withinItsJob.open();

        populates.close(); // nothing goes on any more
        stack.fills.resume();
        assertThat(populates.find(left.id()).orElseThrow().error()).contains("The process ended before this was done");
        populates.again(view(), "hits");
        assertThat(hits()).isEqualTo(70);
    }

    @Test
    void whatADeploymentFillsIsAJobForEachTable() {
        Map<String, String> project = new TreeMap<>(CopyProject.TEXTS);
        project.computeIfPresent(BY_USER, (file, text) -> text.replace("FROM events", "FROM events WHERE n % 2 = 0"));
        project.computeIfPresent(
                "datasources/mixed.datasource", (file, text) -> text.replace("\"user\"", "\"kind, user\""));
        deployments.run(DeployRequest.deploy(JobsStack.compile(ProjectFiles.of(project)), "ada", Promotion.BY_ITSELF));

        assertThat(populates.newest())
                .extracting(
                        FillRun::kind, FillRun::reason, FillRun::pipe, FillRun::table, FillRun::state, FillRun::rows)
                .contains(tuple(FillRun.Kind.VIEW, "deployment 1", "by_user", "hits", State.DONE, 7L));
        assertThat(populates.newest()).anySatisfy(run -> {
            assertThat(run.table()).isEqualTo("mixed");
            assertThat(run.rows()).isEqualTo(70);
        });
    }

    @Test
    void whatAProcessLeftHasEndedWithIt() {
        FillRun left = stack.fills.asked("by_user", "hits");
        stack.fills.resume();

        FillRun ended = populates.find(left.id()).orElseThrow();
        assertThat(ended.state()).isEqualTo(State.ERROR);
        assertThat(ended.error()).contains("The process ended before this was done");
    }

    private ViewPlan view() {
        return Population.find(stack.plan(), "hits");
    }

    private long hits() {
        return stack.number("hits", "coalesce(sum(hits), 0)::BIGINT");
    }

    private static void await(Gate gate) {
        try {
            gate.awaitReached();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
