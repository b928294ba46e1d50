package io.pipit.batch.copy;

import static io.pipit.batch.copy.CopyFixture.TARGET;
import static io.pipit.batch.copy.CopyFixture.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.EngineClause;
import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.TableState;
import io.pipit.core.project.CopyPlan.Mode;
import io.pipit.core.sql.TranslatedQuery;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyWorkTest {
    private static final String VIEW = "view:live.rows";
    private static final TranslatedQuery SUMS = query(
            "SELECT \"user\", sum(n)::VARCHAR AS n FROM $events AS e GROUP BY \"user\" ORDER BY \"user\"", "user", "n");

    @TempDir
    Path folder;

    private CopyFixture lake;

    @BeforeEach
    void open() {
        lake = new CopyFixture(folder);
    }

    @AfterEach
    void close() {
        lake.close();
    }

    @Test
    void rowsCarryTheRunAndTheTypesOfTheTarget() {
        lake.feedEvents(0, 6);

        CopyOutcome outcome = lake.run(lake.spec(Mode.REPLACE, "a", ""), SUMS);

        assertThat(outcome.verdict()).isEqualTo(CopyOutcome.Verdict.COMMITTED);
        assertThat(outcome.rows()).isEqualTo(3);
        assertThat(outcome.number()).isEqualTo(1);
        assertThat(outcome.snapshotId()).isEqualTo(lake.target.refresh().snapshotId());
        assertThat(lake.read("\"user\" || '=' || n")).isEqualTo("u0=3 u1=5 u2=7");
        assertThat(lake.read("typeof(n)")).isEqualTo("UINTEGER UINTEGER UINTEGER");
        assertThat(lake.read("_feed || _part || ':' || _off || ':' || _row"))
                .isEqualTo("copy:take0:1:0 copy:take0:1:1 copy:take0:1:2");
        assertThat(lake.read("_at = TIMESTAMP '2026-01-01 00:00:00'")).isEqualTo("true true true");
        assertThat(lake.read("note IS NULL AND \"at\" = TIMESTAMP '1970-01-01 00:00:00'"))
                .as("columns that the result lacks take their defaults")
                .isEqualTo("true true true");
    }

    @Test
    void nullBecomesTheDefaultWhereAColumnCannotHoldIt() {
        lake.run(
                lake.spec(Mode.APPEND, "a", ""),
                query("SELECT NULL AS \"user\", NULL AS n, NULL AS note", "user", "n", "note"));

        assertThat(lake.read("\"user\" = '' AND n = 0 AND note IS NULL")).isEqualTo("true");
    }

    @Test
    void batchesAreTheWholeResultInOneCommit() {
        lake.feedEvents(0, 10);
        TranslatedQuery rows = query("SELECT \"user\", n FROM $events", "user", "n");
        CopySpec spec = lake.inBatches(lake.spec(Mode.REPLACE, "a", ""), "n", "4");

        CopyOutcome outcome = lake.run(spec, rows);

        assertThat(outcome.rows()).isEqualTo(10);
        assertThat(lake.read("_part = n // 4").split(" ")).hasSize(10).containsOnly("true");
        assertThat(lake.target.refresh().files()).hasSize(3);
        assertThat(lake.target.history()).as("one commit").hasSize(1);
        assertThat(lake.run(spec, rows).verdict()).isEqualTo(CopyOutcome.Verdict.ALREADY_COMMITTED);
    }

    @Test
    void aBatchThatAnEarlierTryWroteIsNotWrittenAgain() {
        lake.feedEvents(0, 10);
        CopySpec spec = lake.inBatches(lake.spec(Mode.APPEND, "a", ""), "n", "5");
        TranslatedQuery failing =
                query("SELECT \"user\", CASE WHEN n = 7 THEN error('no') ELSE n END AS n FROM $events", "user", "n");
        TranslatedQuery first =
                query("SELECT \"user\", n, 'first' AS note FROM $events WHERE n < 5", "user", "n", "note");
        assertThatThrownBy(() -> lake.run(spec, failing)).hasMessageContaining("no");
        assertThat(lake.target.refresh().rows())
                .as("a failed run changes nothing")
                .isZero();
        // The try dies after its first batch: what it wrote is found again.
        TranslatedQuery again = query("SELECT \"user\", n, 'again' AS note FROM $events", "user", "n", "note");
        new WrittenBatches(lake.target, spec, again).note(0, lake.target.write(lake.session, TARGET, notedRows(first)));

        lake.run(spec, again);

        assertThat(lake.read("n || note"))
                .isEqualTo("0first 3first 6again 9again 1first 4first 7again 2first 5again 8again");
    }

    @Test
    void batchesOfAQueryThatHasChangedSinceAreWrittenAgain() {
        lake.feedEvents(0, 10);
        CopySpec spec = lake.inBatches(lake.spec(Mode.APPEND, "a", ""), "n", "5");
        String failing = "SELECT \"user\", CASE WHEN n = 7 THEN error('no') ELSE n END AS n, '%s' AS note FROM $events";
        for (String note : List.of("first", "second")) {
            assertThatThrownBy(() -> lake.run(spec, query(failing.formatted(note), "user", "n", "note")))
                    .hasMessageContaining("no");
        }

        lake.run(spec, query("SELECT \"user\", n, 'third' AS note FROM $events", "user", "n", "note"));

        assertThat(lake.read("note").split(" ")).hasSize(10).containsOnly("third");
    }

    private static String notedRows(TranslatedQuery query) {
        String events = "(SELECT 'u' || (range % 3) AS \"user\", range AS n FROM range(0, 10))";
        return "SELECT 'copy:take' AS _feed, 0 AS _part, 1::BIGINT AS _off, 0 AS _row, TIMESTAMP '2026-01-01' AS _at,"
                + " \"user\", n::UINTEGER AS n, note, TIMESTAMP '1970-01-01' AS \"at\" FROM ("
                + query.bind(table -> events) + ")";
    }

    @Test
    void batchesThatMakeNoSenseAreRefused() {
        lake.feedEvents(0, 3);
        TranslatedQuery rows = query("SELECT \"user\", n FROM $events", "user", "n");
        assertThatThrownBy(() -> lake.run(lake.inBatches(lake.spec(Mode.APPEND, "a", ""), "m", "4"), rows))
                .hasMessageContaining("no column 'm' to divide it by");
        assertThatThrownBy(() -> lake.run(lake.inBatches(lake.spec(Mode.APPEND, "a", ""), "user", "4"), rows))
                .hasMessageContaining("neither a time, nor a date, nor an integer");
        assertThatThrownBy(() -> lake.run(lake.inBatches(lake.spec(Mode.APPEND, "a", ""), "n", "4 moons"), rows))
                .hasMessageContaining("--batch-size 1d");
    }

    /** Ids as people have them: beyond what a floating number holds, below zero, and none. */
    @Test
    void eachRowIsInOneBatch() {
        String ids =
                "SELECT unnest([-7, -6, -5, -1, 0, 4, 5, 9007199254740993, 9223372036854775806, NULL]::BIGINT[]) AS id";
        TranslatedQuery query = query(ids, "id");
        for (String size : List.of("1", "5", "1000")) {
            Batches batches = Batches.of(Map.of(Batches.BY, List.of("id"), Batches.SIZE, List.of(size)))
                    .orElseThrow();
            String rows = batches.ranges(lake.session, query, ids).stream()
                    .map(range -> "SELECT id FROM (" + ids + ") WHERE " + range)
                    .collect(Collectors.joining(" UNION ALL "));
            assertThat(lake.session.queryLong("SELECT count(*) FROM (" + rows + ")"))
                    .as(size)
                    .isEqualTo(10);
            assertThat(lake.session.queryLong("SELECT count(DISTINCT id) FROM (" + rows + ")"))
                    .isEqualTo(9);
        }
    }

    @Test
    void runThatMemoryDoesNotSufficeForChangesNothing() {
        lake.feedEvents(0, 3);
        lake.run(lake.spec(Mode.REPLACE, "a", ""), SUMS);
        long snapshot = lake.target.refresh().snapshotId();
        lake.session.execute("SET memory_limit = '24MB'");
        TranslatedQuery oneGroup =
                query("SELECT length(list(md5(range::VARCHAR))::VARCHAR)::VARCHAR AS n FROM range(1000000)", "n");

        assertThatThrownBy(() -> lake.run(lake.spec(Mode.REPLACE, "b", ""), oneGroup))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY))
                .hasMessageContaining("Read fewer rows or columns");
        assertThat(lake.target.refresh().snapshotId()).isEqualTo(snapshot);
        assertThat(lake.read("n")).isEqualTo("0 1 2");
    }

    /** More rows than one thread takes at once. */
    @Test
    void eachRowOfARunHasAPlaceOfItsOwn() {
        lake.session.execute("SET threads = 4");
        TranslatedQuery rows = query("SELECT 'u' || range % 7 AS \"user\", range AS n FROM range(500000)", "user", "n");

        lake.run(lake.spec(Mode.REPLACE, "a", ""), rows);

        String stored = lake.target.scanSql(TARGET, lake.target.refresh().files());
        assertThat(lake.session.queryLong("SELECT count(DISTINCT _row) FROM " + stored))
                .isEqualTo(500_000);
        assertThat(lake.session.queryLong("SELECT max(_row) FROM " + stored)).isEqualTo(499_999);
    }

    @Test
    void placesFollowTheOrderWhereTheTargetGoesByIt() {
        TableSpec last = new TableSpec(
                "snapshot",
                TARGET.columns(),
                new EngineClause(EngineClause.Kind.REPLACING, "", "", List.of()),
                TARGET.sortingKey(),
                TARGET.partitionKey());
        CopyQuery copy = new CopyQuery(lake.spec(Mode.REPLACE, "a", ""), last, 1);
        lake.session.execute("SET threads = 4");
        TranslatedQuery rows =
                query("SELECT 'u' AS \"user\", range AS n FROM range(500000) ORDER BY hash(range)", "user", "n");

        String text = copy.sql(rows, (name, mergeFree) -> name);

        assertThat(lake.session.queryLong(
                        "SELECT count(*) FROM (SELECT _row, row_number() OVER (ORDER BY hash(n::BIGINT)) - 1"
                                + " AS place FROM (" + text + ")) WHERE _row <> place"))
                .isZero();
    }

    @Test
    void replacingSwapsAllRows() {
        lake.feedEvents(0, 6);
        lake.run(lake.spec(Mode.REPLACE, "a", ""), SUMS);
        lake.feedEvents(6, 9);
        CopyOutcome second = lake.run(lake.spec(Mode.REPLACE, "b", ""), SUMS);

        assertThat(second.number()).isEqualTo(2);
        assertThat(lake.read("n")).isEqualTo("9 12 15");

        lake.run(lake.spec(Mode.REPLACE, "c", ""), query("SELECT 'x' AS \"user\" WHERE false", "user"));
        assertThat(lake.target.refresh().rows()).isZero();
        assertThat(lake.target.refresh().coverage().copies().get("copy:take").number())
                .isEqualTo(3);
    }

    @Test
    void readsThePinnedSnapshotsWhateverIsCommittedLater() {
        lake.feedEvents(0, 6);
        CopySpec pinned = lake.spec(Mode.REPLACE, "a", "");
        lake.feedEvents(6, 600);

        lake.run(pinned, SUMS);

        assertThat(lake.read("n")).isEqualTo("3 5 7");
    }

    @Test
    void replacingKeepsRowsOfOtherFeedsBeyondTheEdgeOnly() {
        lake.feedEvents(0, 6);
        lake.feed(lake.target, TARGET, VIEW, 0, 3);
        CopySpec pinned = lake.spec(Mode.REPLACE, "a", "");
        TableState beyond = lake.feed(lake.target, TARGET, VIEW, 3, 5);

        lake.run(pinned, SUMS);

        assertThat(lake.read("_feed || ':' || _off"))
                .isEqualTo("copy:take:1 view:live.rows:3 copy:take:1 view:live.rows:4 copy:take:1");
        assertThat(lake.target.refresh().coverage().feeds())
                .as("a copy never moves another feed's coverage")
                .isEqualTo(beyond.coverage().feeds());
    }

    @Test
    void appendingAddsEachTimeUnlessTheKeyIsThere() {
        lake.feedEvents(0, 3);
        lake.run(lake.spec(Mode.APPEND, "a", "monday"), SUMS);
        lake.run(lake.spec(Mode.APPEND, "b", ""), SUMS);
        lake.run(lake.spec(Mode.APPEND, "c", ""), SUMS);
        assertThat(lake.target.refresh().rows()).isEqualTo(9);

        CopyOutcome again = lake.run(lake.spec(Mode.APPEND, "d", "monday"), SUMS);

        assertThat(again.verdict()).isEqualTo(CopyOutcome.Verdict.REPEATED_KEY);
        assertThat(lake.target.refresh().rows()).isEqualTo(9);
    }

    @Test
    void runIsInTheTargetOnceHoweverOftenItIsTried() {
        lake.feedEvents(0, 3);
        CopySpec spec = lake.spec(Mode.APPEND, "a", "");
        lake.run(spec, SUMS);

        assertThat(lake.run(spec, SUMS).verdict()).isEqualTo(CopyOutcome.Verdict.ALREADY_COMMITTED);
        assertThat(lake.target.refresh().rows()).isEqualTo(3);
    }

    @Test
    void runThatWasOvertakenChangesNothing() {
        lake.feedEvents(0, 3);
        CopySpec late = lake.spec(Mode.REPLACE, "late", "");
        lake.run(lake.spec(Mode.REPLACE, "early", ""), SUMS);
        long snapshot = lake.target.refresh().snapshotId();

        assertThatThrownBy(() -> lake.run(late, SUMS))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.COMMIT_CONFLICT))
                .hasMessageContaining("'take'")
                .hasMessageContaining("'snapshot'");
        assertThat(lake.target.refresh().snapshotId()).isEqualTo(snapshot);
    }

    @Test
    void runThatFailsChangesNothing() {
        lake.feedEvents(0, 3);
        lake.run(lake.spec(Mode.REPLACE, "a", ""), SUMS);
        long snapshot = lake.target.refresh().snapshotId();

        for (TranslatedQuery wrong : List.of(
                query("SELECT 'not a number' AS n FROM $events", "n"),
                query("SELECT error('on purpose') AS \"user\" FROM $events", "user"))) {
            assertThatThrownBy(() -> lake.run(lake.spec(Mode.REPLACE, "b", ""), wrong))
                    .isInstanceOfSatisfying(
                            PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.QUERY_FAILED));
        }
        assertThat(lake.target.refresh().snapshotId()).isEqualTo(snapshot);
        assertThat(lake.read("n")).isEqualTo("0 1 2");
    }

    @Test
    void namesAColumnThatTheTargetDoesNotHave() {
        assertThatThrownBy(() -> lake.run(lake.spec(Mode.REPLACE, "a", ""), query("SELECT 'x' AS usr", "usr")))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PROJECT))
                .hasMessageContaining("'usr'")
                .hasMessageContaining("Did you mean 'user'?");
    }

    @Test
    void mayReadItsOwnTarget() {
        lake.feedEvents(0, 3);
        lake.run(lake.spec(Mode.REPLACE, "a", ""), SUMS);
        TranslatedQuery doubled = query("SELECT \"user\", (n * 2)::VARCHAR AS n FROM $snapshot AS s", "user", "n");

        lake.run(lake.spec(Mode.APPEND, "b", ""), doubled);
        lake.run(lake.spec(Mode.REPLACE, "c", ""), doubled);

        assertThat(lake.read("n")).isEqualTo("0 0 2 4 4 8");
    }
}
