package io.pipit.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParameterTextTest {
    @Test
    void valuesAreTakenAsTheyStand() {
        assertThat(ParameterText.parse("from=2025-01-01 00:00:00+02:00&q=a=b&like=50%&empty=&c=C++"))
                .isEqualTo(Map.of(
                        "from", List.of("2025-01-01 00:00:00+02:00"),
                        "q", List.of("a=b"),
                        "like", List.of("50%"),
                        "empty", List.of(""),
                        "c", List.of("C++")));
    }

    @Test
    void whatIsSurelyEncodedIsDecoded() {
        assertThat(ParameterText.parse("a=x%20y%26z&b=caf%C3%A9&c=%ff"))
                .isEqualTo(Map.of("a", List.of("x y&z"), "b", List.of("café"), "c", List.of("%ff")));
    }

    @Test
    void foldedLinesAndRepeatedNamesAreRead() {
        assertThat(ParameterText.parse(" ?a=1& b=2 &a=3\n"))
                .isEqualTo(Map.of("a", List.of("1", "3"), "b", List.of("2")));
        assertThat(ParameterText.parse("")).isEmpty();
    }

    @Test
    void whatIsWrittenIsReadBack() {
        String text = ParameterText.of(Map.of("a", "50% & more\nlines"));
        assertThat(ParameterText.parse(text)).isEqualTo(Map.of("a", List.of("50% & more\nlines")));
    }
}
