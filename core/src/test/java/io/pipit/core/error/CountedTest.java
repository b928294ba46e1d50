package io.pipit.core.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountedTest {
    @Test
    void oneIsNotMany() {
        assertThat(Counted.of(0, "row")).isEqualTo("0 rows");
        assertThat(Counted.of(1, "row")).isEqualTo("1 row");
        assertThat(Counted.of(2000, "row")).isEqualTo("2000 rows");
        assertThat(Counted.of(1, "row was", "rows were")).isEqualTo("1 row was");
        assertThat(Counted.grouped(1, "row")).isEqualTo("1 row");
        assertThat(Counted.grouped(1_234_567, "row is", "rows are")).isEqualTo("1,234,567 rows are");
    }
}
