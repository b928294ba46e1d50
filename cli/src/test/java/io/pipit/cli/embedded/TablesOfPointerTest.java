package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.jobs.deploy.Deployment;
import io.pipit.jobs.deploy.Deployment.State;
import io.pipit.jobs.deploy.DeploymentStore;
import io.pipit.jobs.installation.LivePointer;
import io.pipit.jobs.store.JobsDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A serving process that starts while tables change places waits until they have. */
class TablesOfPointerTest {
    @TempDir
    private Path folder;

    private JobsDatabase database;
    private DeploymentStore store;
    private LivePointer pointer;
    private TablesOfPointer tables;

    @BeforeEach
    void oneVersionIsLive() {
        database = JobsDatabase.open(
                "jdbc:h2:async:" + folder.resolve("jobs") + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0", "", "");
        store = new DeploymentStore(database);
        pointer = new LivePointer(database);
        tables = new TablesOfPointer(pointer, store);
        save(1, State.LIVE);
        pointer.readersTo(1);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void fromTheBeginningOfTheSwitchUntilThePointerHasMovedTheTablesAreOfBoth() {
        String before = tables.moment();
        save(2, State.FILLING);
        String filling = tables.moment();
        save(2, State.SWITCHING);
        assertThatThrownBy(tables::moment)
                .hasMessageStartingWith("The tables of deployment 2 take the places of those of deployment 1.");
        pointer.readersTo(2);
        String moved = tables.moment();
        assertThat(moved).isNotEqualTo(before).isNotEqualTo(filling);
        save(1, State.FORMER);
        save(2, State.LIVE);
        assertThat(tables.moment()).isEqualTo(moved);
    }

    @Test
    void aLeaderThatCompletesASwitchSaysSoBeforeItChangesTables() {
        save(1, State.FORMER);
        save(2, State.LIVE);
        assertThatThrownBy(tables::moment).hasMessageStartingWith("The tables of deployment 2 take the places");
    }

    @Test
    void aSwitchThatWasTakenBackIsAnotherMoment() {
        save(2, State.FILLING);
        String filling = tables.moment();
        save(2, State.FAILED);
        assertThat(tables.moment()).isNotEqualTo(filling);
    }

    private void save(long id, State state) {
        store.save(new Deployment(
                id, state, "ada", "deploy", id, 0, 0, new TreeMap<>(), "", List.of(), "", "key " + id, false));
    }
}
