package io.pipit.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.Feed;
import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PositionVector;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.TableState;
import io.pipit.core.log.embedded.EmbeddedBroker;
import io.pipit.core.project.Plan;
import io.pipit.core.project.lambda.LambdaPlan;
import io.pipit.core.sql.FrozenTime;
import io.pipit.core.sql.MergeSql;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.serving.SpeedStub.Event;
import io.pipit.serving.lambda.LambdaLimits;
import io.pipit.serving.query.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Targets of copies that are read fresh: at every position they are what their query gives over all rows, in the same answer. */
class LambdaServingIT {
    private static final String SUMS = "SELECT kind, count(*), sum(value) FROM {events} GROUP BY kind";
    private static final String SPREAD =
            "SELECT value, count(*) FROM (SELECT max(value) AS value FROM {events} GROUP BY kind"
                    + " UNION ALL SELECT -value FROM {events}) GROUP BY value";

    /** The rows in which targets and queries over all rows differ, and how many rows there are. */
    private static final TranslatedQuery DIFFERENCE = Handmade.query(
            "SELECT " + different("SELECT kind, c, s FROM {sums}", SUMS) + ", "
                    + different("SELECT bucket, kinds FROM {spread}", SPREAD)
                    + ", (SELECT coalesce(sum(c), 0) FROM {sums})",
            "a",
            "Int64",
            "b",
            "Int64",
            "c",
            "Int64");

    private static String different(String one, String other) {
        return "(SELECT count(*) FROM ((" + one + " EXCEPT ALL " + other + ") UNION ALL (" + other + " EXCEPT ALL "
                + one + ")))";
    }

    private static final TranslatedQuery LARGE = Handmade.query(
            "SELECT "
                    + different(
                            "SELECT kind, tenfold FROM {large}",
                            "SELECT kind, value * 10 FROM {events} WHERE value > 2"),
            "a",
            "Int64");

    private static final TranslatedQuery TOTAL =
            Handmade.query("SELECT coalesce(sum(c), 0)::BIGINT FROM {sums} AS s", "c", "Int64");

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private static int tests;

    private ServingFixture fixture;
    private Engine engine;
    private EngineSession session;
    private Plan plan;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(folder.resolve("kafka"));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private void open(String engineClause) {
        plan = LambdaProject.plan(engineClause);
        assertThat(plan.lambda("sums")).isPresent();
        assertThat(plan.lambda("spread")).isPresent();
        fixture = new ServingFixture(broker, folder, "lambda" + ++tests, plan);
        engine = Engine.open(new EngineConfig(1, 256L << 20, folder.resolve("copies" + tests)));
        session = engine.session();
    }

    @AfterEach
    void close() throws Exception {
        session.close();
        engine.close();
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MergeTree", "ReplacingMergeTree"})
    void isWhatTheQueryGivesOverAllRowsWhereverCopiesCommitsAndCompactionsAre(String engineClause) throws Exception {
        open(engineClause);
        long seed = Long.getLong("seed", System.nanoTime() % 1_000_000);
        Random random = new Random(seed);
        ServingLayer serving = fixture.serving();
        long rows = 0;
        for (int step = 0; step < 90; step++) {
            switch (random.nextInt(8)) {
                case 0, 1 -> commit();
                case 2 -> compact(file -> random.nextInt(3) > 0);
                case 3 -> copy(random.nextBoolean() ? "sums" : "spread");
                case 4 -> rows += change(serving, "k" + random.nextInt(6), random.nextInt(2) * (step + 1));
                default -> rows += send(random, 1 + random.nextInt(5));
            }
            if (random.nextInt(3) == 0) {
                continue; // several things happen between two reads
            }
            Answer<List<List<String>>> answer = ServingFixture.ask(serving, DIFFERENCE, fixture.end());
            List<String> found = answer.result().get(0);
            assertThat(found.subList(0, 2)).as("seed %s, step %s", seed, step).isEqualTo(List.of("0", "0"));
            if (engineClause.equals("MergeTree")) {
                assertThat(found.get(2)).isEqualTo(Long.toString(rows));
            }
            assertThat(answer.position()).isEqualTo(fixture.end());
            assertThat(answer.stale()).isEmpty();
        }
    }

    /** What a fresh row had touched goes with the row, though no file that was read before is missing. */
    @Test
    void aRowThatWasFreshAndIsFoldedAwayLeavesItsGroup() throws Exception {
        open("ReplacingMergeTree");
        commit();
        copy("spread");
        Set<String> atEdge = paths();
        ServingLayer serving = fixture.serving();
        fixture.speed.send("", List.of(new Event("k1", 5)));
        assertExact(serving);
        commit();
        fixture.speed.send("", List.of(new Event("k1", 7)));
        commit();
        compact(file -> !atEdge.contains(file.path()));
        long folded = fixture.lake.find("events").orElseThrow().refresh().snapshotId();
        ServingFixture.await(
                "the folded file", () -> serving.status().tables().toString().contains(Long.toString(folded)));
        assertExact(serving);
    }

    private void assertExact(ServingLayer serving) {
        Answer<List<List<String>>> answer = ServingFixture.ask(serving, DIFFERENCE, fixture.end());
        assertThat(answer.result().get(0).subList(0, 2)).isEqualTo(List.of("0", "0"));
    }

    private Set<String> paths() {
        return fixture.lake.find("events").orElseThrow().refresh().files().stream()
                .map(TableState.StoredFile::path)
                .collect(Collectors.toSet());
    }

    @Test
    void isComputedOfAllRowsWhereNothingCanGoOnFromTheLastRun() throws Exception {
        open("MergeTree");
        long events = send(new Random(1), 4);
        commit();
        copy("sums");
        copy("spread");
        events += send(new Random(2), 3);
        commit();
        fixture.lake.find("events").orElseThrow().expire(System.currentTimeMillis(), 1);
        events += send(new Random(3), 2);
        ServingLayer serving = fixture.serving();
        for (int i = 0; i < 3; i++) {
            assertExact(serving);
            Answer<List<List<String>>> answer = ServingFixture.ask(serving, TOTAL, fixture.end());
            assertThat(answer.result()).isEqualTo(List.of(List.of("" + events)));
            assertThat(answer.stale()).isEmpty();
            events += send(new Random(4 + i), 5);
        }

        copy("sums");
        events += send(new Random(9), 5);
        assertExact(serving);
        assertThat(ServingFixture.ask(serving, TOTAL, fixture.end()).result()).isEqualTo(List.of(List.of("" + events)));
    }

    @Test
    void saysHowOldItIsWhereThatWouldTakeTooLong() throws Exception {
        open("MergeTree");
        send(new Random(1), 4);
        commit();
        copy("sums");
        PositionVector edge = fixture.end();
        send(new Random(2), 3);
        commit();
        fixture.lake.find("events").orElseThrow().expire(System.currentTimeMillis(), 1);
        ServingLayer serving = fixture.serving(LambdaLimits.of(5_000, 1));
        Answer<List<List<String>>> answer = ServingFixture.ask(serving, TOTAL, PositionVector.START);

        assertThat(answer.result()).isEqualTo(List.of(List.of("4")));
        assertThat(answer.position()).isEqualTo(edge);
        assertThat(answer.stale()).singleElement().satisfies(stale -> {
            assertThat(stale.target()).isEqualTo("sums");
            assertThat(stale.ageMillis()).isNotNegative();
            assertThat(stale.reason()).contains("more than 1 rows are touched");
        });
        assertThatThrownBy(() -> ServingFixture.ask(serving, TOTAL, fixture.end()))
                .isInstanceOf(PipitException.class)
                .hasMessageContaining("only as fresh as its last run");

        copy("sums");
        ServingFixture.await(
                "the next run",
                () -> ServingFixture.ask(serving, TOTAL, PositionVector.START)
                        .result()
                        .equals(List.of(List.of("7"))));
        assertThat(ServingFixture.ask(serving, TOTAL, fixture.end()).stale()).isEmpty();
    }

    /** Results of rows that are gone have no keys by which they could be found. */
    @Test
    void ofEachRowByItselfIsWhatTheQueryGivesAfterDeletions() throws Exception {
        open("MergeTree");
        assertThat(plan.lambda("large").orElseThrow().byRow()).isTrue();
        send(new Random(1), 20);
        commit();
        copy("large");
        send(new Random(2), 20);
        ServingLayer serving = fixture.serving();
        assertLarge(serving);
        for (int i = 0; i < 3; i++) {
            change(serving, "k" + i, i * 7);
            assertLarge(serving);
            send(new Random(3 + i), 5);
            assertLarge(serving);
        }
        commit();
        copy("large");
        send(new Random(9), 5);
        assertLarge(serving);
    }

    private void assertLarge(ServingLayer serving) {
        Answer<List<List<String>>> answer = ServingFixture.ask(serving, LARGE, fixture.end());
        assertThat(answer.result().get(0).get(0)).isEqualTo("0");
        assertThat(answer.stale()).isEmpty();
    }

    private long send(Random random, int events) {
        List<Event> block = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            block.add(new Event("k" + random.nextInt(6), random.nextInt(10)));
        }
        fixture.speed.send("", block);
        return events;
    }

    private void commit() {
        fixture.speed.announce(Map.of("events", fixture.speed.commit("events", fixture.ends())));
    }

    /** Some files become one, with fewer rows where the engine clause folds them. */
    private void compact(Predicate<TableState.StoredFile> which) {
        TableSpec events = plan.tables().get("events");
        LakeTable table = fixture.lake.find("events").orElseThrow();
        List<TableState.StoredFile> files =
                table.refresh().files().stream().filter(which).toList();
        if (files.size() > 1) {
            String rows = new MergeSql().folded(events, table.scanSql(events, files));
            List<LakeFile> written = table.write(session, events, "SELECT * FROM " + rows);
            List<String> former =
                    files.stream().map(TableState.StoredFile::path).toList();
            long snapshot = table.commit(new TableChange(written, former, CoveragePlan.carry(), "compact"))
                    .state()
                    .snapshotId();
            fixture.speed.announce(Map.of("events", snapshot));
        }
    }

    /**
     * Rows of a kind are deleted, and others may come from a file in their place.
     *
     * @return how many more rows there are
     */
    private long change(ServingLayer serving, String kind, int value) throws Exception {
        commit();
        TableSpec events = plan.tables().get("events");
        LakeTable table = fixture.lake.find("events").orElseThrow();
        TableState now = table.refresh();
        String feed = Feed.change("events");
        CopyCoverage held = now.coverage().copies().get(feed);
        CopyCoverage change =
                CopyCoverage.following(held, "change" + System.nanoTime(), "", edge(now), System.currentTimeMillis());
        String rows = "SELECT * FROM " + table.scanSql(events, now.files()) + " WHERE kind <> '" + kind + "'";
        if (value > 0) {
            rows += " UNION ALL BY NAME SELECT '" + feed + "' AS _feed, 0::INTEGER AS _part, " + change.number()
                    + "::BIGINT AS _off, 0::INTEGER AS _row, TIMESTAMP '2026-01-01 00:00:00' AS _at, '" + kind
                    + "' AS kind, " + value + "::BIGINT AS value";
        }
        List<LakeFile> left = table.write(session, events, rows);
        TableState after = table.commit(new TableChange(
                        left,
                        now.files().stream().map(TableState.StoredFile::path).toList(),
                        CoveragePlan.set(c -> c.withCopy(feed, change)),
                        "change"))
                .state();
        fixture.speed.announce(Map.of("events", after.snapshotId()));
        String adopted = Long.toString(after.snapshotId());
        ServingFixture.await(
                "the change", () -> serving.status().tables().toString().contains(adopted));
        return after.rows() - now.rows();
    }

    /** As the job of a copy does it. */
    private void copy(String target) {
        LambdaPlan lambda = plan.lambda(target).orElseThrow();
        TableSpec events = plan.tables().get("events");
        TableSpec spec = plan.tables().get(target);
        LakeTable source = fixture.lake.find("events").orElseThrow();
        TableState pinned = source.refresh();
        long at = System.currentTimeMillis() * 1000;
        String text = new FrozenTime(at)
                .of(lambda.query())
                .bind(t -> new MergeSql().read(events, source.scanSql(events, pinned.files()), false));
        String columns = spec.columns().stream()
                .map(c -> "CAST(\"" + c.name() + "\" AS " + c.storage() + ") AS \"" + c.name() + "\"")
                .collect(Collectors.joining(", "));
        LakeTable table = fixture.lake.find(target).orElseThrow();
        TableState now = table.refresh();
        List<LakeFile> files = table.write(
                session,
                spec,
                "SELECT '" + Feed.copy(lambda.pipe())
                        + "' AS _feed, 0::INTEGER AS _part, 1::BIGINT AS _off, (row_number() OVER () - 1)::INTEGER AS _row, make_timestamp("
                        + at + ") AS _at, " + columns + " FROM (" + text + ")");
        CopyCoverage held = now.coverage().copies().get(Feed.copy(lambda.pipe()));
        CopyCoverage run = CopyCoverage.following(held, "run" + at, "", edge(pinned), at / 1000)
                .with(Optional.of(new CopyCoverage.Basis(at, "events", pinned.snapshotId(), lambda.fingerprint())));
        List<String> former =
                now.files().stream().map(TableState.StoredFile::path).toList();
        long snapshot = table.commit(new TableChange(
                        files, former, CoveragePlan.set(c -> c.withCopy(Feed.copy(lambda.pipe()), run)), "copy"))
                .state()
                .snapshotId();
        fixture.speed.announce(Map.of(target, snapshot));
    }

    private PositionVector edge(TableState pinned) {
        var feed = pinned.coverage().feeds().get(Feed.log("events"));
        SortedMap<LogPartition, Long> next = new TreeMap<>();
        for (int p = 0; p < ServingFixture.PARTITIONS; p++) {
            LogPartition partition = new LogPartition(fixture.speed.log().topicId(), p);
            next.put(partition, feed == null ? 0 : feed.next(partition));
        }
        return new PositionVector(next);
    }
}
