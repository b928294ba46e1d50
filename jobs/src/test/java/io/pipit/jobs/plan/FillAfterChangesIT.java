package io.pipit.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.batch.mutate.MutateSpec.Views;
import io.pipit.core.block.Feed;
import io.pipit.core.lake.LakeFile;
import io.pipit.jobs.copy.CopyProject;
import io.pipit.jobs.flink.Await;
import io.pipit.jobs.mutation.FileWork;
import io.pipit.jobs.mutation.RowChange;
import io.pipit.jobs.mutation.RowChange.Kind;
import io.pipit.jobs.mutation.RowChange.Source;
import io.pipit.jobs.mutation.RowChange.StagedRows;
import io.pipit.jobs.mutation.RowChanges;
import io.pipit.jobs.mutation.TestChanges;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Views that are filled after rows of their data source were deleted, or replaced by those of a file, which no log has. */
class FillAfterChangesIT extends SwitchTestBase {
    private static final List<String> VIEWS = List.of("each", "per_block", "first_two");
    private static final String SORTED = "ENGINE_SORTING_KEY \"user\"";

    private RowChanges changes;

    @BeforeEach
    void startWithViews() {
        project.putAll(CopyProject.TEXTS);
        project.remove("copies/rebuild.pipe"); // its target could not follow
        views("");
        start(Long.MAX_VALUE);
        changes = TestChanges.of(stack, new AFile());
    }

    @AfterEach
    void closeChanges() {
        changes.close();
    }

    @Test
    void newViewsHaveTheRowsOfFilesAndNotThoseThatWent() throws Exception {
        replaceAndDelete();
        views("_later");
        assertThat(losses()).as("made of the rows of the lake").isEmpty();
        stack.apply(project);

        assertSameAsThoseThatFollowed();
        Map<String, Long> before = new TreeMap<>();
        VIEWS.forEach(view -> before.put(view, stack.number(view, "count(*)")));
        stack.send("events", CopyProject.events(70, 80));
        before.forEach((view, rows) -> List.of(view, view + "_later")
                .forEach(table ->
                        // each table commits by itself, so one that has the block says nothing of the others
                        Await.until("one more block in " + table, () -> stack.number(table, "count(*)") > rows)));
        assertThat(stack.number("each_later", "count(*)")).isEqualTo(63);
        assertSameAsThoseThatFollowed();
    }

    @Test
    void viewsThatAreMadeOnceMoreHaveThemToo() throws Exception {
        replaceAndDelete();
        for (String view : VIEWS) {
            long before = content(view);
            stack.again(view);
            assertThat(content(view)).as(view).isEqualTo(before);
            assertThat(stack.lake.find(view).orElseThrow().authorsSince(-1))
                    .as("made of the rows of the data source")
                    .contains("populate:view:make_" + view + ".made");
        }
        stack.again("hits");
        assertThat(hits()).isEqualTo(53);
    }

    @Test
    void newViewsHaveThemWhereTheirDataSourceIsLaidOutAnewWithThem() throws Exception {
        replaceAndDelete();
        views("_later");
        view("halves", "SELECT user, half AS raw FROM events");
        project.computeIfPresent(
                "datasources/events.datasource",
                (f, text) -> text.replace(SORTED, "ENGINE_SORTING_KEY \"n\"")
                                .replace(
                                        "`n` Int64 `json:$.n`",
                                        "`n` Int64 `json:$.n`,\n    `half` UInt64 `json:$.half`")
                        + "\nFORWARD_QUERY >\n    SELECT *, intDiv(n, 2) AS half\n");
        stack.apply(project);

        Await.until("all rows", () -> stack.number("each_later", "count(*)") == 53);
        assertThat(stack.number("events", "count(*)")).isEqualTo(53);
        assertThat(stack.number("halves", "sum(raw)::BIGINT")).isEqualTo(stack.number("events", "sum(n // 2)::BIGINT"));
        assertSameAsThoseThatFollowed();
    }

    @Test
    void viewsThatComeBackHaveWhatCameAndNotWhatWentMeanwhile() throws Exception {
        Map<String, String> before = new TreeMap<>(project);
        VIEWS.forEach(view -> project.remove("materializations/make_" + view + ".pipe"));
        project.remove("datasources/each.datasource");
        stack.apply(project);
        change(Kind.DELETE, "user = 'u3'", Source.NONE);
        stack.send("events", CopyProject.events(70, 80));
        Await.until("ten more", () -> hits() == 70);
        assertThat(stack.number("per_block", "sum(raw)::BIGINT"))
                .as("rows stay")
                .isEqualTo(70);
        stack.startAgain();

        project.putAll(before);
        assertThat(stack.changes(project)).anySatisfy(change -> {
            assertThat(change.name()).isEqualTo("per_block");
            assertThat(change.how()).endsWith("view:make_per_block.made was not there for a while");
        });
        views("_later");
        stack.apply(project);
        Await.until("all rows", () -> stack.number("each", "count(*)") == 70);
        VIEWS.forEach(view -> Await.until("the same rows in " + view, () -> content(view + "_later") == content(view)));
        stack.send("events", CopyProject.events(80, 90));
        Await.until("they go on", () -> stack.number("each", "count(*)") == 80);
    }

    /** A file replaces the 10 rows of one user by 5 others, of which 2 are deleted, after 10 were; views follow. */
    /** What such a view would have seen of the rows that are left, the lake cannot tell: it has made one of several. */
    @Test
    void newViewsOfADataSourceThatMergesRowsCountWhatWentAndThatIsSaidBefore() throws Exception {
        edit(EVENTS, "\"MergeTree\"", "\"ReplacingMergeTree\"");
        edit(EVENTS, SORTED, "ENGINE_SORTING_KEY \"user, n\"");
        stack.apply(project);
        views("_later");
        assertThat(losses()).isEmpty();
        change(Kind.DELETE, "user = 'u3'", Source.NONE, Views.KEEP);

        assertThat(losses())
                .hasSize(3)
                .contains("'each_later' counts rows that were deleted from 'events', and none that files brought: it is"
                        + " derived from the log");
        stack.apply(project);
        Await.until("all events", () -> stack.number("each_later", "count(*)") == 70);
        assertThat(stack.number("events", "count(*)")).isEqualTo(60);
    }

    private List<String> losses() {
        return stack.changes(project).stream()
                .flatMap(change -> change.breaks().stream())
                .toList();
    }

    /** The table of before is there, and nobody can read it before it takes its place. */
    @Test
    void newViewsHaveThemWhereTheirDataSourceIsAgainWhatItWasBefore() throws Exception {
        replaceAndDelete();
        String before = project.get("datasources/events.datasource");
        project.put("datasources/events.datasource", before.replace(SORTED, "ENGINE_SORTING_KEY \"n\""));
        stack.apply(project);
        project.put("datasources/events.datasource", before);
        views("_later");
        stack.apply(project);

        Await.until("all rows", () -> stack.number("each_later", "count(*)") == 53);
        assertThat(stack.number("events", "count(*)")).isEqualTo(53);
        assertSameAsThoseThatFollowed();
    }

    private void replaceAndDelete() throws Exception {
        change(Kind.DELETE, "user = 'u3'", Source.NONE);
        change(Kind.REPLACE, "user = 'u5'", Source.url("some file", "", false));
        change(Kind.DELETE, "n >= 1000003", Source.NONE);
        assertThat(stack.number("events", "count(*)")).isEqualTo(53);
        assertThat(stack.number("each", "count(*) FILTER (raw >= 1000000)")).isEqualTo(3);
    }

    private void assertSameAsThoseThatFollowed() {
        for (String view : VIEWS) {
            assertThat(content(view + "_later")).as(view).isEqualTo(content(view));
        }
    }

    private void change(Kind kind, String condition, Source source) throws Exception {
        change(kind, condition, source, Views.FOLLOW);
    }

    private void change(Kind kind, String condition, Source source, Views views) throws Exception {
        RowChange change = changes.start(kind, "events", condition, source, views);
        RowChange ended = changes.ended(change.id()).get(120, TimeUnit.SECONDS);
        assertThat(ended.state()).as(ended.error()).isEqualTo(RowChange.State.DONE);
    }

    private void views(String suffix) {
        view("each" + suffix, "SELECT user, toUInt64(n) AS raw FROM events");
        view("per_block" + suffix, "SELECT user, count() AS raw FROM events GROUP BY user");
        view("first_two" + suffix, "SELECT user, toUInt64(n) AS raw FROM events ORDER BY n DESC LIMIT 2");
    }

    /** Five rows of a user, in two pieces, as they are read from files. */
    private final class AFile implements FileWork {
        @Override
        public Appended append(String changeId, String table, RowChange.Source source) {
            throw new UnsupportedOperationException("append");
        }

        @Override
        public StagedRows stage(
                String changeId, String table, String condition, RowChange.Source source, Runnable conditionTried) {
            String rows = "SELECT '" + Feed.change(table) + "' AS _feed, (range // 3)::INTEGER AS _part,"
                    + " 1790000000000000 AS _off, (range % 3)::INTEGER AS _row,"
                    + " make_timestamp(1790000000000000) AS _at,"
                    + " 'u5' AS \"user\", (1000000 + range)::BIGINT AS n FROM range(5)";
            List<LakeFile> files = stack.staged(table, rows);
            return new StagedRows(files, 5, 0, 0);
        }
    }
}
