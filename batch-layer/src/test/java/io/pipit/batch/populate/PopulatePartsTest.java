package io.pipit.batch.populate;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.batch.EngineBounds;
import io.pipit.batch.TaskProgress;
import io.pipit.batch.mutate.FollowFixture;
import io.pipit.batch.mutate.FollowProject;
import io.pipit.core.block.LogPartition;
import io.pipit.core.block.TableSpec;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.FeedCoverage.SetAsideBlock;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.project.ViewPlan;
import io.pipit.core.project.lambda.RandomChain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What several tasks fill is what one fills, and what the views make of the blocks: random chains, all shapes of targets. */
class PopulatePartsTest {
    private static final int CHAINS = Integer.getInteger("fill.chains", 2);
    private static final long BLOCKS = 1_000_000;
    private static final LogPartition LOG = new LogPartition("topic", 0);

    @TempDir
    Path folder;

    @Test
    void thePartsAreTheWhole() {
        long first = Long.getLong("fill.seed", 1);
        for (long seed = first; seed < first + CHAINS; seed++) {
            Random random = new Random(seed);
            RandomChain chain = new RandomChain(random, 1 + random.nextInt(3));
            Map<String, String> texts = FollowProject.chained(chain);
            FollowProject.shapes(texts);
            risky(texts);
            FollowProject project = new FollowProject(random);
            try (FollowFixture lake = new FollowFixture(folder.resolve("s" + seed), texts)) {
                for (int i = 0; i < 5; i++) {
                    lake.add("source", project.rows("log:source", 1 + random.nextInt(20)));
                }
                lake.add("joined", project.rows("log:joined", 5));
                cover(lake);
                check(lake, "seed " + seed + " (-Dfill.seed): " + chain.nodes());
            }
        }
    }

    private static void check(FollowFixture lake, String about) {
        Map<String, LakeTable> whole = filled(lake, 1);
        Map<String, LakeTable> divided = filled(lake, 3);
        Map<String, List<String>> expected = lake.expected("source");
        expected.put("source", lake.read("source"));
        for (Map.Entry<String, LakeTable> one : whole.entrySet()) {
            String table = one.getKey();
            LakeTable other = divided.get(table);
            assertThat(lake.read(table, other)).as("%s, %s", table, about).isEqualTo(lake.read(table, one.getValue()));
            assertThat(lake.read(table, other)).as("%s, %s", table, about).isEqualTo(expected.get(table));
            assertThat(setAside(other)).as("%s, %s", table, about).isEqualTo(setAside(one.getValue()));
            assertThat(other.refresh().coverage().feeds().keySet())
                    .isEqualTo(one.getValue().refresh().coverage().feeds().keySet());
        }
        assertThat(whole).containsKeys("chained", "hourly", "daily", "firsts", "top", "total", "risky", "source");
    }

    /** Tables that are filled, by the names of those whose place they would take. */
    private static Map<String, LakeTable> filled(FollowFixture lake, int parts) {
        Lake held = lake.lake().lake;
        Map<String, LakeTable> into = new TreeMap<>();
        List<Fill> fills = new ArrayList<>();
        for (ViewPlan view : lake.plan.views()) {
            if (view.root().equals("source")) {
                String name = next(lake, into, view.target(), parts);
                fills.add(Fill.view(view.feed(), view.target(), name));
            }
        }
        fills.add(Fill.rebuild("source", next(lake, into, "source", parts)));
        Map<String, Long> snapshots = new HashMap<>();
        lake.plan.tables().keySet().forEach(t -> snapshots.put(t, lake.state(t).snapshotId()));
        PopulateSpec spec = new PopulateSpec(
                "run",
                lake.plan.files(),
                lake.lake().config(),
                fills,
                snapshots,
                new EngineBounds(1, 256 << 20),
                parts);
        for (int part = 0; parts > 1 && part < parts; part++) {
            new PopulatePart(spec, lake.plan, held, lake.session, part).run(part, new TaskProgress());
        }
        long rows = new PopulateWork(spec, lake.plan, held, lake.session, new TaskProgress()).run();
        assertThat(rows)
                .isEqualTo(into.values().stream()
                        .mapToLong(t -> t.refresh().rows())
                        .sum());
        assertThat(new PopulateWork(spec, lake.plan, held, lake.session, new TaskProgress()).run())
                .as("once only")
                .isZero();
        return into;
    }

    private static String next(FollowFixture lake, Map<String, LakeTable> into, String table, int parts) {
        TableSpec spec = lake.plan.table(table).orElseThrow();
        String name = table + "--" + parts;
        into.computeIfAbsent(
                table,
                t -> lake.lake()
                        .lake
                        .ensure(new TableSpec(
                                name, spec.columns(), spec.engine(), spec.sortingKey(), spec.partitionKey())));
        return name;
    }

    private static List<String> setAside(LakeTable table) {
        return table.refresh().coverage().feeds().values().stream()
                .flatMap(feed -> feed.setAside().stream())
                .map(SetAsideBlock::offset)
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .map(String::valueOf)
                .toList();
    }

    /** What the speed layer says of what it has committed. */
    private static void cover(FollowFixture lake) {
        FeedCoverage covered = new FeedCoverage(new TreeMap<>(Map.of(LOG, BLOCKS)));
        lake.lake()
                .lake
                .find("source")
                .orElseThrow()
                .commit(new TableChange(
                        List.of(),
                        List.of(),
                        CoveragePlan.set(current -> current.withFeed("log:source", covered)),
                        "speed"));
    }

    /** A view that fails on some blocks. */
    private static void risky(Map<String, String> texts) {
        texts.put(
                "datasources/risky.datasource",
                "SCHEMA >\n    `id` UInt32,\n    `n` UInt8\n\nENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"id\"\n");
        texts.put(
                "pipes/to_risky.pipe",
                "NODE n0\nSQL >\n    SELECT id, toUInt8(throwIf(n = 14, 'no such n')) AS n FROM source\n\n"
                        + "TYPE materialized\nDATASOURCE risky\n");
    }
}
