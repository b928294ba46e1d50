package io.pipit.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.cli.testing.TestOutcome.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordingTest {
    private static final String BEFORE = """
            # tests of a pipe
            - name: first
              parameters: a=1 # one
              expected_result: |
                {"old":1}

            # about the second
            - name: second
              parameters: a=2

            - expected_result: >
                {"old": 3}
              name: third
              expected_http_status: 400
            - name: fourth
              expected_http_status: 400
            """;

    @Test
    void onlyResultsChange() {
        String after = Recording.of(
                BEFORE,
                Map.of(
                        2, new Answer(200, "{\"a\":1}\n{\"a\":2}\n"),
                        8, new Answer(404, "There is no pipe"),
                        11, new Answer(200, ""),
                        15, new Answer(400, "wrong")));
        assertThat(after).isEqualTo("""
                        # tests of a pipe
                        - name: first
                          parameters: a=1 # one
                          expected_result: |
                            {"a":1}
                            {"a":2}

                        # about the second
                        - name: second
                          parameters: a=2
                          expected_http_status: 404

                        - expected_result: ''
                          name: third
                          expected_http_status: 200
                        - name: fourth
                          expected_http_status: 400
                        """);
    }

    @Test
    void testsWithoutAnAnswerStay() {
        assertThat(Recording.of(BEFORE, Map.of())).isEqualTo(BEFORE);
    }

    @Test
    void additionsStandWhereTheTestEnds() {
        String text = "- name: a\n  parameters: x=1\n- name: b\n  expected_result: ''";
        assertThat(Recording.of(text, Map.of(1, new Answer(200, "{\"a\":1}"), 3, new Answer(200, "{\"b\":1}"))))
                .isEqualTo("""
                        - name: a
                          parameters: x=1
                          expected_result: |
                            {"a":1}
                        - name: b
                          expected_result: |
                            {"b":1}
                        """);
    }
}
