package io.pipit.jobs.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.PipeQueries;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import io.pipit.jobs.copy.RunKeys.Repeatable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunKeysTest {
    private static final CopyPlan APPEND = new CopyPlan("daily", "days", CopyPlan.Mode.APPEND, "");
    private static final CopyPlan REPLACE = new CopyPlan("daily", "days", CopyPlan.Mode.REPLACE, "");
    private static final Map<String, List<String>> DAY = Map.of("day", List.of("2026-03-04"), "a b", List.of("1", "&"));

    @Test
    void givenKeyComesFirst() {
        CopyRequest request = CopyRequest.scheduled("daily", Instant.EPOCH, DAY).under(Optional.of("march"));

        assertThat(RunKeys.of(request, APPEND, Repeatable.NO)).isEqualTo("key:march");
    }

    @Test
    void firingOfAScheduleIsAKey() {
        CopyRequest request = CopyRequest.scheduled("daily", Instant.parse("2026-03-04T10:00:00Z"), Map.of());

        assertThat(RunKeys.of(request, APPEND, Repeatable.NO)).isEqualTo("at:2026-03-04T10:00:00Z");
        assertThat(RunKeys.of(request, REPLACE, Repeatable.YES)).isEqualTo("at:2026-03-04T10:00:00Z");
    }

    @Test
    void parametersAreAKeyInAnyOrder() {
        assertThat(RunKeys.of(with(DAY), APPEND, Repeatable.YES)).isEqualTo("with:a+b=1&a+b=%26&day=2026-03-04");
    }

    @Test
    void peopleSeeKeysAsTheyGaveThem() {
        String parameters = RunKeys.of(with(DAY), APPEND, Repeatable.YES);

        assertThat(RunKeys.shown(parameters))
                .isEqualTo("a b=1,&, day=2026-03-04")
                .isEqualTo(RunKeys.text(DAY));
        assertThat(RunKeys.shown("key:with:march")).isEqualTo("with:march");
        assertThat(RunKeys.shown("at:2026-03-04T10:00:00Z daily")).isEqualTo("2026-03-04T10:00:00Z daily");
        assertThat(RunKeys.shown("")).isEmpty();
    }

    @Test
    void runWithoutParametersAddsEachTime() {
        assertThat(RunKeys.of(with(Map.of()), APPEND, Repeatable.YES)).isEmpty();
    }

    @Test
    void runThatChangesWithTimeOrItsOwnTargetAddsEachTime() {
        assertThat(RunKeys.of(with(DAY), APPEND, Repeatable.NO)).isEmpty();
    }

    @Test
    void replacingNeedsNoKey() {
        assertThat(RunKeys.of(with(DAY), REPLACE, Repeatable.YES)).isEmpty();
        CopyRequest replacing = CopyRequest.of("daily", DAY).in(Optional.of(CopyPlan.Mode.REPLACE));
        assertThat(RunKeys.of(replacing, APPEND, Repeatable.YES)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "SELECT toString(count()) AS user FROM events | YES",
                "SELECT user FROM events WHERE user = 'now()' | YES",
                "SELECT user FROM names | NO",
                "SELECT user FROM events WHERE n > toUnixTimestamp(now()) | NO",
                "SELECT toString(today()) AS user FROM events | NO",
                "SELECT toString(rand()) AS user FROM events | NO",
                "SELECT toString(generateUUIDv4()) AS user FROM events | NO",
            })
    void knowsWhatChangesFromRunToRun(String sql, Repeatable expected) {
        Map<String, String> texts = new TreeMap<>(CopyProject.TEXTS);
        texts.put(
                "datasources/names.datasource",
                "SCHEMA >\n    `user` String\n\nENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"user\"\n");
        texts.put(
                "copies/daily.pipe",
                "NODE n\nSQL >\n    " + sql + "\n\nTYPE copy\nTARGET_DATASOURCE names\nCOPY_MODE append\n");
        var compiled = new ProjectCompiler().compile(ProjectFiles.of(texts));
        var plan = compiled.plan()
                .orElseThrow(() -> new AssertionError(compiled.problems().toString()));

        assertThat(RunKeys.repeatable(
                        new PipeQueries(plan).pipe("daily", Map.of()),
                        plan.copies().get("daily")))
                .isEqualTo(expected);
    }

    private static CopyRequest with(Map<String, List<String>> parameters) {
        return CopyRequest.of("daily", parameters);
    }
}
