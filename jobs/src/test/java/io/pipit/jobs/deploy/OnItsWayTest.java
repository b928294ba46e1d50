package io.pipit.jobs.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.jobs.deploy.Deployment.State;
import io.pipit.jobs.store.JobsDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of two processes that both take themselves for the one that leads, one writes. */
class OnItsWayTest {
    @TempDir
    private Path folder;

    private JobsDatabase database;
    private DeploymentStore store;

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
    void whatAnotherProcessHasTakenOverIsItsOwn() {
        assertThat(store.add(deployment("ada"))).isTrue();
        OnItsWay here = new OnItsWay(store, deployment("ada"));
        here.to(now -> now.as(State.SWITCHING, 0, ""));
        assertThat(here.ours()).isTrue();
        store.save(here.now().as(State.LIVE, 7, "completed elsewhere"));

        assertThat(here.ours()).isFalse();
        assertThatThrownBy(() -> here.to(now -> now.as(State.FAILED, 8, "it failed")))
                .hasMessageStartingWith("Another process leads now and has taken deployment 1 over.");
        assertThat(store.find(1)).hasValueSatisfying(held -> {
            assertThat(held.state()).isEqualTo(State.LIVE);
            assertThat(held.note()).isEqualTo("completed elsewhere");
        });
    }

    @Test
    void aProcessThatEndsLeavesItWhereItIs() {
        store.add(deployment("ada"));
        OnItsWay here = new OnItsWay(store, deployment("ada"));
        here.stop();
        assertThat(here.ours()).isFalse();
    }

    @Test
    void aNumberIsGivenOnce() {
        assertThat(store.add(deployment("ada"))).isTrue();
        assertThat(store.add(deployment("bob"))).isFalse();
        assertThat(store.find(1))
                .hasValueSatisfying(held -> assertThat(held.author()).isEqualTo("ada"));
        assertThat(store.withKey("key of ada")).map(Deployment::id).contains(1L);
        assertThat(store.withKey("key of bob")).isEmpty();
        assertThat(store.withKey("")).isEmpty();
    }

    private static Deployment deployment(String author) {
        return new Deployment(
                1,
                State.FILLING,
                author,
                "deploy",
                1,
                0,
                0,
                new TreeMap<>(),
                "",
                List.of(),
                "",
                "key of " + author,
                false);
    }
}
