package io.pipit.speed;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.TableSpec;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.log.CommitNotice;
import io.pipit.core.log.FreshWriter;
import io.pipit.speed.Installation.World;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views that read further tables beside their source see what was accepted before the event. */
class JoinedTablesIT {
    @TempDir
    static Path folder;

    private static Installation installation;

    @BeforeAll
    static void start() throws Exception {
        installation = new Installation(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        installation.close();
    }

    @Test
    void anEventSeesTheRowThatWasAcceptedJustBeforeIt() throws Exception {
        TestProject project = TestProject.withoutViewOfView()
                .dataSource("joined", "`id` Int64,\n    `clicked` Int64", "MergeTree", "id")
                .view(
                        "joined",
                        "events",
                        "SELECT e.id AS id, c.n AS clicked FROM events AS e LEFT JOIN clicks AS c ON e.kind = c.user");
        try (World world = installation.world(project)) {
            List<String> expected = new ArrayList<>();
            JobID job = world.start();
            pairs(world, 0, 40, expected);
            world.awaitCommitted();
            assertThat(world.rows("joined", "id, clicked"))
                    .map(JoinedTablesIT::withoutBlock)
                    .containsExactlyInAnyOrderElementsOf(expected);
            world.cancel(job);

            pairs(world, 40, 50, expected);
            world.start();
            pairs(world, 50, 60, expected);
            world.events(new Event(1_000, "nobody", 1));
            expected.add("1000 0");
            world.awaitCommitted();
            assertThat(world.rows("joined", "id, clicked"))
                    .map(JoinedTablesIT::withoutBlock)
                    .containsExactlyInAnyOrderElementsOf(expected);
            world.assertExact();
        }
    }

    private static void pairs(World world, int from, int to, List<String> expected) throws Exception {
        for (int i = from; i < to; i++) {
            world.clicks("u" + i, i * 3L);
            world.events(new Event(i, "u" + i, 1), new Event(i + 500, "u" + i / 2, 1));
            expected.add(i + " " + i * 3L);
            expected.add((i + 500) + " " + i / 2 * 3L);
        }
    }

    @Test
    void theTargetOfAViewIsJoinedMerged() throws Exception {
        TestProject project = TestProject.withoutViewOfView()
                .dataSource("joined", "`id` Int64,\n    `clicked` Int64", "MergeTree", "id")
                .view(
                        "joined",
                        "events",
                        "SELECT e.id AS id, sumMerge(b.n) AS clicked FROM events AS e"
                                + " LEFT JOIN by_user AS b ON e.kind = b.user GROUP BY id");
        try (World world = installation.world(project)) {
            JobID job = world.start();
            world.clicks("u", 3);
            world.clicks("u", 4);
            world.awaitCommitted();
            world.events(new Event(1, "u", 1));
            world.awaitCommitted();
            world.cancel(job);
            world.clicks("u", 5);
            world.start();
            world.awaitCommitted();
            world.events(new Event(2, "u", 1), new Event(3, "v", 1));
            world.awaitCommitted();
            assertThat(world.rows("joined", "id, clicked"))
                    .map(JoinedTablesIT::withoutBlock)
                    .containsExactlyInAnyOrder("1 7", "2 12", "3 0");
        }
    }

    @Test
    void whatABatchRunWritesIsSeenAfterItsNotice() throws Exception {
        TestProject project = TestProject.withoutViewOfView()
                .dataSource(
                        "names",
                        "`kind` String `json:$.kind`,\n    `name` String `json:$.name`",
                        "ReplacingMergeTree",
                        "kind")
                .dataSource("joined", "`id` Int64,\n    `name` String", "MergeTree", "id")
                .view(
                        "joined",
                        "events",
                        "SELECT id, name FROM events AS e ANY LEFT JOIN names AS n ON e.kind = n.kind");
        try (World world = installation.world(project)) {
            world.start();
            world.events(new Event(1, "a", 1));
            world.awaitCommitted();
            commit(world, "SELECT 'a' AS kind, 'Anna' AS name");
            world.events(new Event(2, "a", 1));
            world.awaitCommitted();
            commit(world, "SELECT 'a' AS kind, 'Bea' AS name");
            world.events(new Event(3, "a", 1));
            world.awaitCommitted();
            assertThat(world.rows("joined", "id, name"))
                    .map(JoinedTablesIT::withoutBlock)
                    .containsExactlyInAnyOrder("1 ", "2 Anna", "3 Bea");
        }
    }

    /** Swaps the rows of the table, as a copy does, and tells. */
    private static void commit(World world, String rows) throws Exception {
        TableSpec spec = world.plan().table("names");
        LakeTable table = world.lake().find("names").orElseThrow();
        List<String> before =
                table.refresh().files().stream().map(f -> f.path()).toList();
        var files = table.write(
                installation.session(),
                spec,
                "SELECT 'copy' AS _feed, 0 AS _part, 0::BIGINT AS _off, 0 AS _row, TIMESTAMP '2024-01-01' AS _at, * FROM ("
                        + rows + ")");
        var result = table.commit(new TableChange(files, before, CoveragePlan.carry(), "copy"));
        try (FreshWriter writer = new FreshWriter(
                installation.bootstrapServers(),
                Map.of(),
                installation.admin().ensure(world.topics().fresh(), Installation.PARTITIONS))) {
            writer.write(new CommitNotice(
                            "run", -1, Map.of("names", result.state().snapshotId())))
                    .get(60, TimeUnit.SECONDS);
        }
    }

    private static String withoutBlock(String row) {
        return row.substring(row.indexOf(' ') + 1);
    }
}
