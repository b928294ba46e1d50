package io.pipit.jobs.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import io.pipit.jobs.deploy.Deployment.State;
import io.pipit.jobs.store.JobsDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start makes of what a process left behind. */
class FirstVersionTest {
    @TempDir
    private Path folder;

    private JobsDatabase database;
    private DeploymentStore store;
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void open() {
        database = JobsDatabase.open(
                "jdbc:h2:async:" + folder.resolve("jobs") + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0", "", "");
        store = new DeploymentStore(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whatWasLiveGoesOnUntilTheFolderChanges() {
        Plan first = start(plan("a"));
        assertThat(first.tables()).containsKey("a");
        save(2, plan("b"), State.LIVE);
        store.save(store.find(1).orElseThrow().as(State.FORMER, 1, ""));

        assertThat(start(plan("a")).tables()).containsKey("b").doesNotContainKey("a");
        assertThat(said).anyMatch(line -> line.contains("Deployment 2 of anna is live, as before"));
        assertThat(start(plan("c")).tables()).containsKey("c");
        assertThat(store.newest(10))
                .extracting(Deployment::state)
                .containsExactly(State.LIVE, State.FORMER, State.FORMER);
    }

    @Test
    void whatWasBeingFilledIsDiscardedAndSaid() {
        start(plan("a"));
        save(2, plan("b"), State.FILLING);

        assertThat(start(plan("a")).tables()).containsKey("a");
        assertThat(store.find(2).orElseThrow().state()).isEqualTo(State.DISCARDED);
        assertThat(store.find(2).orElseThrow().note()).contains("The process ended");
        assertThat(said).anyMatch(line -> line.contains("Deployment 2 is discarded"));
    }

    @Test
    void whatWasGoingLiveIsLive() {
        start(plan("a"));
        save(2, plan("b"), State.SWITCHING);

        assertThat(start(plan("a")).tables()).containsKey("b");
        assertThat(store.newest(10)).extracting(Deployment::state).containsExactly(State.LIVE, State.FORMER);
    }

    @Test
    void whatIsStagedWaits() {
        start(plan("a"));
        save(2, plan("b"), State.STAGED);

        assertThat(start(plan("a")).tables()).containsKey("a");
        assertThat(store.open()).map(Deployment::id).contains(2L);
        assertThat(said).anyMatch(line -> line.contains("Deployment 2 is staged"));
    }

    private Plan start(Plan folderPlan) {
        return new FirstVersion(store, Clock.systemUTC(), said::add).of(folderPlan);
    }

    private void save(long id, Plan plan, State state) {
        Deployment made = new Deployment(
                id,
                State.FILLING,
                "anna",
                "deploy",
                1,
                0,
                0,
                plan.files().texts(),
                store.find(1).orElseThrow().folder(),
                List.of(),
                "",
                "",
                false);
        store.save(made.as(state, 2, ""));
    }

    private static Plan plan(String dataSource) {
        String text = "SCHEMA >\n    `x` String `json:$.x`\n\nENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"x\"\n";
        return new ProjectCompiler()
                .compile(ProjectFiles.of(Map.of(dataSource + ".datasource", text)))
                .plan()
                .orElseThrow();
    }
}
