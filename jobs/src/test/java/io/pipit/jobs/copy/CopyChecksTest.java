package io.pipit.jobs.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectFiles;
import io.pipit.jobs.JobsStack;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is said to who asks for a run in a wrong way is what they can type. */
class CopyChecksTest {
    private final Plan plan = plan();

    @Test
    void missingParameterIsNamedWithHowItIsGiven() {
        assertThatThrownBy(() -> CopyRun.of(request(Map.of("start", List.of("1"))), plan, Clock.systemUTC()))
                .hasMessageContaining(
                        "The copy 'ranged' needs the parameter 'stop': pipit copy run ranged --param stop=..."
                                + " (?stop=... in a request, params.stop in a file of schedules).");
        assertThatThrownBy(() -> new CopyChecks(plan).query(plan.copies().get("ranged"), Map.of("start", List.of("1"))))
                .hasMessageContaining("needs the parameter 'stop': pipit copy run ranged --param stop=...");
    }

    @Test
    void unknownParameterNamesTheNearest() {
        assertThatThrownBy(() -> CopyRun.of(request(Map.of("stopp", List.of("1"))), plan, Clock.systemUTC()))
                .hasMessageContaining("has no parameter 'stopp'. Did you mean 'stop'? It takes start, stop.");
    }

    @Test
    void aWordThatIsNoParameterIsNoneBecauseSomePipeWritesIt() {
        for (String word : List.of("raw", "user", "stop")) {
            CopyRequest whole = CopyRequest.of("take", Map.of(word, List.of("1")));
            assertThatThrownBy(() -> CopyRun.of(whole, plan, Clock.systemUTC()))
                    .as(word)
                    .hasMessageContaining("The copy 'take' has no parameter '" + word + "'. It takes none.");
        }
        Map<String, List<String>> column = Map.of("start", List.of("1"), "stop", List.of("2"), "raw", List.of("1"));
        assertThatThrownBy(() -> CopyRun.of(request(column), plan, Clock.systemUTC()))
                .hasMessageContaining("has no parameter 'raw'. It takes start, stop.");
    }

    /** Also where the key was used before, so that nothing would be done: who mistypes has to know. */
    @Test
    void batchesByWhatTheResultDoesNotHaveAreRefusedBeforeAnythingIsAsked() {
        batched("nope", "The copy's result has no column 'nope' to divide it by.");
        batched("user", "A copy cannot be divided by 'user': it is neither a time, nor a date, nor an integer.");
        assertThat(CopyRun.of(request(batchedBy("raw")), plan, Clock.systemUTC())
                        .runKey())
                .isEqualTo("with:start=1&stop=2");
    }

    private void batched(String by, String refused) {
        assertThatThrownBy(() -> CopyRun.of(request(batchedBy(by)), plan, Clock.systemUTC()))
                .hasMessageContaining(refused);
    }

    private static Map<String, List<String>> batchedBy(String column) {
        return Map.of(
                "start", List.of("1"), "stop", List.of("2"), "_batch_by", List.of(column), "_batch_size", List.of("5"));
    }

    private static CopyRequest request(Map<String, List<String>> parameters) {
        return CopyRequest.of("ranged", parameters);
    }

    private static Plan plan() {
        Map<String, String> project = new TreeMap<>(CopyProject.TEXTS);
        project.put("copies/ranged.pipe", """
                NODE ranged
                SQL >
                    %
                    SELECT user, toUInt64(n) AS raw FROM events
                    WHERE n BETWEEN {{ Int64(start) }} AND {{ Int64(stop) }}

                TYPE copy
                TARGET_DATASOURCE added
                """);
        return JobsStack.compile(ProjectFiles.of(project));
    }
}
