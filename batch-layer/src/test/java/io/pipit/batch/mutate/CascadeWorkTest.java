package io.pipit.batch.mutate;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.lake.LakeFile;
import io.pipit.core.project.cascade.FollowWay;
import io.pipit.core.project.lambda.RandomChain;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After a change of rows, views have what they would make of the rows that are left: whatever they are, and whatever was folded. */
class CascadeWorkTest {
    private static final int CHAINS = Integer.getInteger("cascade.chains", 5);
    private static final String FOREIGN = "SELECT 'copy:other' AS _feed, 0 AS _part, 1::BIGINT AS _off, 0 AS _row,"
            + " TIMESTAMP '2026-01-01 00:00:00' AS _at, 1::UINTEGER AS id, 't1' AS tenant";

    @TempDir
    Path folder;

    private Random random;
    private FollowProject project;

    @Test
    void viewsHaveWhatTheyWouldMakeOfTheRowsThatAreLeft() {
        long first = Long.getLong("cascade.seed", 1);
        int byKeys = 0;
        for (long seed = first; seed < first + CHAINS; seed++) {
            byKeys += holds(seed) ? 1 : 0;
        }
        assertThat(byKeys).as("random chains with keys").isGreaterThan(CHAINS / 2);
    }

    private boolean holds(long seed) {
        random = new Random(seed);
        project = new FollowProject(random);
        RandomChain chain = new RandomChain(random, 1 + random.nextInt(3));
        String about = "seed " + seed + " (-Dcascade.seed): " + chain.nodes();
        Map<String, String> texts = FollowProject.chained(chain);
        boolean all = seed % 5 == 1;
        if (all) {
            FollowProject.shapes(texts);
        }
        try (FollowFixture lake = new FollowFixture(folder.resolve("s" + seed), texts)) {
            assertThat(Cascade.obstacle(lake.plan, "source")).as(about).isEmpty();
            for (int i = 0; i < 4; i++) {
                lake.add("source", project.rows("log:source", 1 + random.nextInt(12)));
            }
            lake.add("joined", project.rows("log:joined", 5));
            lake.follow("source", lake.rows("source", lake.state("source").files()));
            if (all) {
                lake.add("shared", FOREIGN);
            }
            for (int round = 0; round < 2; round++) {
                if (random.nextBoolean()) {
                    lake.plan.tables().keySet().forEach(lake::fold);
                }
                change(lake, "c" + round);
                check(lake, "source", about + " round " + round);
            }
            if (all) {
                lake.change("mid", "n % 2 = 0", List.of(), "m");
                check(lake, "mid", about + " below the source");
            }
            return Cascade.ways(lake.plan, "source").get("chained") instanceof FollowWay.ByKeys;
        }
    }

    /** Back and forth, over compactions too: as if the rows that are there had been the only ones. */
    @Test
    void viewsFollowRollbacks() {
        for (long seed = 1; seed <= CHAINS; seed++) {
            random = new Random(seed);
            project = new FollowProject(random);
            RandomChain chain = new RandomChain(random, 1 + random.nextInt(3));
            String about = "seed " + seed + ": " + chain.nodes();
            Map<String, String> texts = FollowProject.chained(chain);
            if (seed == 1) {
                FollowProject.shapes(texts);
            }
            try (FollowFixture lake = new FollowFixture(folder.resolve("r" + seed), texts)) {
                if (seed == 1) {
                    lake.add("shared", FOREIGN);
                }
                rolledBackAndForth(lake, about);
            }
        }
    }

    private void rolledBackAndForth(FollowFixture lake, String about) {
        lake.add("source", project.rows("log:source", 6));
        long first = lake.state("source").snapshotId();
        lake.add("source", project.rows("log:source", 9));
        if (random.nextBoolean()) {
            lake.compact("source");
        }
        lake.follow("source", lake.rows("source", lake.state("source").files()));
        long second = lake.state("source").snapshotId();
        lake.plan.tables().keySet().forEach(lake::fold);
        lake.rollBack("source", first, "back");
        check(lake, "source", about + " back");
        lake.rollBack("source", second, "forth");
        check(lake, "source", about + " forth");
    }

    private void change(FollowFixture lake, String id) {
        String condition = switch (random.nextInt(5)) {
            case 0 -> "tenant = 't1'";
            case 1 -> "n % 5 = 0";
            case 2 -> "note IS NULL";
            case 3 -> "id > 100"; // none
            default -> "id IN (1, 2)";
        };
        List<LakeFile> add = random.nextInt(3) == 0
                ? lake.staged("source", project.rows("change:source", 1 + random.nextInt(3)))
                : List.of();
        lake.change("source", condition, add, id);
    }

    private static void check(FollowFixture lake, String source, String about) {
        Map<String, List<String>> expected = lake.expected(source);
        Cascade.ways(lake.plan, source).forEach((target, way) -> {
            List<String> read =
                    target.equals("shared") ? lake.ofFeed(target, "_feed NOT LIKE 'copy:%'") : lake.read(target);
            assertThat(read)
                    .as(about + " in " + target + ": " + way.text())
                    .isEqualTo(expected.getOrDefault(target, List.of()));
        });
        if (expected.containsKey("shared")) {
            assertThat(lake.ofFeed("shared", "_feed = 'copy:other'")).as(about).hasSize(1);
        }
    }

    @Test
    void saysHowEachFollows() {
        random = new Random(1);
        project = new FollowProject(random);
        Map<String, String> texts = FollowProject.chained(new RandomChain(random, 1));
        FollowProject.shapes(texts);
        try (FollowFixture lake = new FollowFixture(folder, texts)) {
            Map<String, String> ways = new TreeMap<>();
            Cascade.ways(lake.plan, "source").forEach((target, way) -> ways.put(target, way.text()));
            assertThat(ways)
                    .containsEntry("hourly", "the touched groups, by hour, tenant")
                    .containsEntry("daily", "the touched groups, by day, tenant")
                    .containsEntry("newest", "the touched groups, by id")
                    .containsEntry("both", "the touched groups, by tenant")
                    .containsEntry("shared", "the touched groups, by id, tenant")
                    .hasEntrySatisfying(
                            "firsts",
                            text -> assertThat(text)
                                    .startsWith(
                                            "all rows of the touched blocks, since no keys of 'to_firsts' are known")
                                    .contains("LIMIT"))
                    .hasEntrySatisfying("with_joined", text -> assertThat(text).contains("another table"))
                    .hasEntrySatisfying("total", text -> assertThat(text).startsWith("all rows, since"));
        }
    }
}
