package io.pipit.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowComparisonTest {
    @Test
    void rowsInATieMayComeInAnyOrder() {
        String expected = "{'n':3,'k':'a'}{'n':2,'k':'b'}{'n':2,'k':'c'}";
        assertThat(differences(expected, "{'n':3,'k':'a'}{'n':2,'k':'c'}{'n':2,'k':'b'}", "n"))
                .isEmpty();
        assertThat(differences(expected, "{'n':2,'k':'c'}{'n':3,'k':'a'}{'n':2,'k':'b'}", "n"))
                .first()
                .asString()
                .contains("their order is not: row 1 differs in 'n'");
    }

    @Test
    void withoutAnOrderAllRowsMay() {
        assertThat(differences("{'a':1}{'a':2}", "{'a':2}{'a':1}")).isEmpty();
        assertThat(differences("{'a':1}{'a':2}", "{'a':2}{'a':1}", "not_in_the_result"))
                .isEmpty();
    }

    @Test
    void numbersAreComparedByValue() {
        assertThat(differences("{'a':1,'b':'12','c':0.30000000000000004}", "{'a':1.0,'b':12,'c':0.3}"))
                .isEmpty();
        assertThat(differences("{'a':[1.0,{'b':2}]}", "{'a':[1,{'b':2.00}]}")).isEmpty();
        assertThat(differences("{'a':9007199254740993}", "{'a':9007199254740992}"))
                .isNotEmpty();
        assertThat(differences("{'a':'x'}", "{'a':null}")).isNotEmpty();
    }

    @Test
    void howOftenARowComesMatters() {
        assertThat(differences("{'a':1}{'a':1}{'a':2}", "{'a':1}{'a':2}{'a':2}"))
                .containsExactly("- {\"a\":1}", "+ {\"a\":2}", "  a: expected 1, got 2");
        assertThat(differences("{'a':1}", "{'a':1}{'a':1}"))
                .containsExactly("expected 1 row, got 2 rows", "+ {\"a\":1}");
    }

    @Test
    void aDifferenceNamesTheColumns() {
        assertThat(differences("{'a':1,'b':2,'c':3}", "{'a':1,'b':5,'d':3}"))
                .contains("  b: expected 2, got 5; c is missing; d is not expected");
    }

    @Test
    void aLongDifferenceIsCut() {
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            expected.append("{'a':").append(i).append('}');
        }
        List<String> lines = differences(expected.toString(), "");
        assertThat(lines).hasSizeLessThan(25).last().asString().isEqualTo("… and 81 more");
    }

    private static List<String> differences(String expected, String actual, String... order) {
        return RowComparison.compare(rows(expected), rows(actual), List.of(order));
    }

    private static List<JsonNode> rows(String text) {
        List<JsonNode> rows = new ArrayList<>();
        try {
            for (String row : text.replace('\'', '"').replace("}{", "}\n{").split("\n")) {
                if (!row.isBlank()) {
                    rows.add(TestYaml.JSON.readTree(row));
                }
            }
            return rows;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
