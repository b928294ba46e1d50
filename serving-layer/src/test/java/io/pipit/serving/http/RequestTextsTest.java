package io.pipit.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.serving.format.OutputFormat;
import org.junit.jupiter.api.Test;

class RequestTextsTest {
    @Test
    void aTrailingFormatClauseIsTakenOff() {
        assertThat(FormatClause.of("SELECT 1 format\n csv ;\n").sql()).isEqualTo("SELECT 1 ");
        assertThat(FormatClause.of("SELECT 1 format\n csv ;\n").format()).contains(OutputFormat.CSV);
        assertThat(FormatClause.of("SELECT 'FORMAT JSON'").format()).isEmpty();
        assertThat(FormatClause.of("SELECT 'FORMAT JSON' ;").sql()).isEqualTo("SELECT 'FORMAT JSON' ");
    }

    @Test
    void anUnderscoreOfItsOwnStandsForThePipe() {
        assertThat(PipeAlias.replace("SELECT _ + a_b, '_ \\' _', \"_\" FROM _ WHERE _x = 1", "p"))
                .isEqualTo("SELECT p + a_b, '_ \\' _', \"_\" FROM p WHERE _x = 1");
    }
}
