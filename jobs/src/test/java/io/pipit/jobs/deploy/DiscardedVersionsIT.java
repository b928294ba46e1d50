package io.pipit.jobs.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectFiles;
import io.pipit.jobs.Gate;
import io.pipit.jobs.JobsStack;
import io.pipit.jobs.copy.CopyProject;
import io.pipit.jobs.deploy.DeployRequest.Promotion;
import io.pipit.jobs.flink.Await;
import io.pipit.jobs.flink.embedded.EmbeddedFlink;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Former versions that are given up one by one: what others would come back with stays. */
class DiscardedVersionsIT {
    private static final String BY_USER = "materializations/by_user.pipe";

    @TempDir
    Path folder;

    private final Map<String, String> project = new TreeMap<>(CopyProject.TEXTS);
    private EmbeddedFlink flink;
    private JobsStack stack;
    private Deployments deployments;

    @BeforeEach
    void start() {
        flink = JobsStack.flink(folder.resolve("flink"));
        stack = JobsStack.start(flink, folder, project, 0);
        deployments = stack.deployments(() -> {});
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
    void aVersionComesBackWithItsTablesWhicheverOtherOneIsDiscarded() throws Exception {
        long first = Deployments.ended(begin().end()).id();
        project.put("endpoints/more.pipe", "NODE n\nSQL >\n    SELECT 1 AS one\n\nTYPE endpoint\n");
        long second = Deployments.ended(begin().end()).id();
        long snapshot = stack.lake.find("hits").orElseThrow().refresh().snapshotId();
        project.computeIfPresent(BY_USER, (file, text) -> text.replace("FROM events", "FROM events WHERE n % 2 = 0"));
        Gate gate = new Gate();
        stack.fillBehind(gate);
        Deployments.Begun third = begin();
        gate.awaitReached();
        assertThatThrownBy(() -> discard(first)).hasMessageContaining("is being filled");
        gate.open();
        long changed = Deployments.ended(third.end()).id();
        Await.until("the other view", () -> hits() == 35);

        assertThat(discard(first)).isEqualTo("Its table 'hits' stays: it is kept for deployment " + second + ", too.");
        assertThat(stack.lake.tables()).contains("hits--former");

        deployments.rollback(Optional.empty(), "ada", "").end().join();
        assertThat(hits()).isEqualTo(70);
        assertThat(stack.lake.find("hits").orElseThrow().at(snapshot))
                .as("the table of before")
                .isPresent();

        assertThat(discard(second)).isEqualTo("The tables that were kept for it are dropped.");
        assertThat(stack.lake.tables()).as("the changed version's").contains("hits--former");
        assertThat(discard(changed)).isEqualTo("The tables that were kept for it are dropped.");
        assertThat(stack.lake.tables()).doesNotContain("hits--former");
        assertThat(hits()).isEqualTo(70);
    }

    @Test
    void tablesThatOnlyDiscardedVersionsWouldComeBackWithAreDropped() {
        long first = Deployments.ended(begin().end()).id();
        project.put("endpoints/more.pipe", "NODE n\nSQL >\n    SELECT 1 AS one\n\nTYPE endpoint\n");
        long second = Deployments.ended(begin().end()).id();
        project.computeIfPresent(BY_USER, (file, text) -> text.replace("FROM events", "FROM events WHERE n % 2 = 0"));
        Deployments.ended(begin().end());

        assertThat(discard(second)).isEqualTo("Its table 'hits' stays: it is kept for deployment " + first + ", too.");
        assertThat(stack.lake.tables()).contains("hits--former");
        assertThat(discard(first)).isEqualTo("The tables that were kept for it are dropped.");
        assertThat(stack.lake.tables()).doesNotContain("hits--former");
    }

    @Test
    void versionsAreForgottenInTimeButForThoseThatWouldComeBackWithTheirTables() throws Exception {
        Deployments.ended(begin().end());
        project.put("endpoints/more.pipe", "NODE n\nSQL >\n    SELECT 1 AS one\n\nTYPE endpoint\n");
        long second = Deployments.ended(begin().end()).id();
        project.computeIfPresent(BY_USER, (file, text) -> text.replace("FROM events", "FROM events WHERE n % 2 = 0"));
        long third = Deployments.ended(begin().end()).id();
        project.put("endpoints/less.pipe", "NODE n\nSQL >\n    SELECT 0 AS none\n\nTYPE endpoint\n");
        Deployments.ended(begin().end());
        DeploymentStore store = new DeploymentStore(stack.database());
        for (int i = 0; i < DeploymentStore.REMEMBERED; i++) {
            store.save(Deployments.made(store, plan(), "ada", "folder", "", 1, List.of(), "")
                    .as(Deployment.State.FAILED, 1, ""));
        }
        project.remove("endpoints/less.pipe");
        long last = Deployments.ended(begin().end()).id();

        assertThat(store.newest(1_000))
                .extracting(Deployment::id)
                .startsWith(last, last - 1)
                .endsWith(last - DeploymentStore.REMEMBERED + 1, second)
                .hasSize(DeploymentStore.REMEMBERED + 1)
                .doesNotContain(third);
        assertThatThrownBy(() -> deployments.find(third)).hasMessageContaining("There is no deployment " + third);
        deployments.rollback(Optional.of(second), "ada", "").end().join();
        assertThat(hits()).isEqualTo(70);
    }

    private Deployments.Begun begin() {
        return deployments.begin(DeployRequest.deploy(plan(), "ada", Promotion.BY_ITSELF));
    }

    private Plan plan() {
        return JobsStack.compile(ProjectFiles.of(project));
    }

    private String discard(long id) {
        return deployments.discard(Optional.of(id)).note();
    }

    private long hits() {
        return stack.number("hits", "coalesce(sum(hits), 0)::BIGINT");
    }
}
