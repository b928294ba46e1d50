package io.pipit.core.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters in a JSON object are those that a query would have. */
class JsonParametersTest {
    @Test
    void membersAreTexts() {
        assertThat(JsonParameters.read(
                        "{\"day\": \"2026-05-01\", \"n\": 5, \"all\": true, \"of\": [\"a\", 2], \"o\": {\"b\": 1}}"))
                .isEqualTo(Map.of(
                        "day", List.of("2026-05-01"),
                        "n", List.of("5"),
                        "all", List.of("true"),
                        "of", List.of("a,2"),
                        "o", List.of("{\"b\":1}")));
    }

    @Test
    void nothingIsGivenByNullAndByAnEmptyBody() {
        assertThat(JsonParameters.read("{\"day\": null}")).isEmpty();
        assertThat(JsonParameters.read(" ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "5", "{\"day\":", "day=5"})
    void anythingElseIsRefused(String body) {
        assertThatThrownBy(() -> JsonParameters.read(body)).hasMessageContaining("not a JSON object");
    }
}
