package io.pipit.core.project.datafile;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.project.Problem;
import io.pipit.core.project.datafile.DatafileParser.Parsed;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every layout that public projects use, each once. */
class DatafileParserTest {
    private static Parsed pipe(String text) {
        return DatafileParser.parse(DatafileKind.PIPE, "pipes/p.pipe", text);
    }

    private static Parsed dataSource(String text) {
        return DatafileParser.parse(DatafileKind.DATA_SOURCE, "datasources/d.datasource", text);
    }

    private static Datafile good(Parsed parsed) {
        assertThat(parsed.problems()).isEmpty();
        return parsed.file();
    }

    private static String sql(Parsed parsed) {
        return good(parsed).nodes().get(0).value("SQL");
    }

    @Test
    void takesBlankLinesAfterTheStartOfABlock() {
        Datafile file = good(pipe("NODE n\nSQL >\n\n\n    SELECT 1\n\nTYPE endpoint\n"));
        Directive sql = file.nodes().get(0).find("SQL").orElseThrow();
        assertThat(sql.value()).isEqualTo("    SELECT 1");
        assertThat(sql.line()).isEqualTo(2);
        assertThat(sql.valueLine()).isEqualTo(5);
        assertThat(file.nodes().get(0).value("TYPE")).isEqualTo("endpoint");
    }

    @Test
    void takesSqlAtTheStartOfTheLine() {
        Datafile file = good(pipe("NODE n\nSQL >\nSELECT a\nFROM t\nWHERE x = 1\nTYPE endpoint"));
        assertThat(file.nodes().get(0).value("SQL")).isEqualTo("SELECT a\nFROM t\nWHERE x = 1");
        assertThat(file.nodes().get(0).value("TYPE")).isEqualTo("endpoint");
    }

    @Test
    void takesSqlOnTheLineOfItsDirective() {
        assertThat(sql(pipe("NODE n\nSQL > SELECT 1\n"))).isEqualTo("SELECT 1");
        assertThat(sql(pipe("NODE n\nSQL > %\n    SELECT {{Int32(a)}}\n"))).startsWith("%\n");
        assertThat(sql(pipe("NODE n\nSQL SELECT 1\n  + 1\n"))).isEqualTo("SELECT 1\n  + 1");
    }

    @Test
    void dropsCommentsBetweenDirectives() {
        Datafile file = good(
                pipe(
                        "# who reads it\nTOKEN \"app\" READ\n# and what\n\nNODE n\n# the node\nSQL >\n    SELECT 1\n# its type\nTYPE endpoint\n"));
        assertThat(file.head().value("TOKEN")).isEqualTo("\"app\" READ");
        assertThat(file.nodes().get(0).value("SQL")).isEqualTo("SELECT 1");
    }

    @Test
    void keepsCommentsInsideASchemaForTheColumns() {
        Datafile file = good(
                dataSource("SCHEMA >\n    # the id\n    `a` String,\n# the time\n    `b` DateTime\nENGINE MergeTree"));
        assertThat(file.head().value("SCHEMA"))
                .contains("`a` String")
                .contains("`b` DateTime")
                .doesNotContain("the time");
        assertThat(file.head().value("ENGINE")).isEqualTo("MergeTree");
    }

    @Test
    void takesTabs() {
        Datafile file = good(pipe("NODE\tn\nSQL >\n\tSELECT\n\t\t1\nTYPE\tendpoint"));
        assertThat(file.nodes().get(0).name()).isEqualTo("n");
        assertThat(file.nodes().get(0).value("SQL")).isEqualTo("SELECT\n\t\t1");
        assertThat(file.nodes().get(0).value("TYPE")).isEqualTo("endpoint");
    }

    @Test
    void takesQuotedAndBareValues() {
        for (String engine : List.of("MergeTree", "\"MergeTree\"", "'MergeTree'", "  \"MergeTree\"  ")) {
            Datafile file = good(dataSource("SCHEMA >\n  a String\n\nENGINE " + engine + "\n"));
            assertThat(file.head().value("ENGINE")).isEqualTo("MergeTree");
        }
        Datafile two = good(dataSource("SCHEMA >\n  a String\nTAGS \"a\", \"b\"\n"));
        assertThat(two.head().value("TAGS")).isEqualTo("\"a\", \"b\"");
        assertThat(good(dataSource("SCHEMA >\n a String\nENGINE_PARTITION_KEY \"\""))
                        .head()
                        .value("ENGINE_PARTITION_KEY"))
                .isEmpty();
    }

    @Test
    void takesTagsOverSeveralLines() {
        assertThat(
                        sql(
                                pipe(
                                        "NODE n\nSQL >\n    %\n    SELECT {{ Int32(\n        a,\n        10\n    ) }}\n    {% if\n      defined(a) %} {% end %}\n")))
                .contains("a,\n        10");
    }

    @Test
    void takesNoBreakSpaces() {
        Datafile file =
                good(pipe("NODE n\nSQL >\n\u00A0\u00A0\u00A0\u00A0SELECT\u00A0'a\u00A0b' -- c\nTYPE\u00A0endpoint"));
        assertThat(file.nodes().get(0).value("SQL")).isEqualTo("SELECT 'a\u00A0b' -- c");
        assertThat(file.nodes().get(0).value("TYPE")).isEqualTo("endpoint");
        assertThat(good(dataSource("SCHEMA >\n\u00A0\u00A0`a`\u00A0String\nENGINE\u00A0MergeTree"))
                        .head()
                        .value("SCHEMA"))
                .isEqualTo("`a` String");
    }

    @Test
    void takesAnyLineEndsAndAByteOrderMark() {
        Datafile file = good(pipe("\uFEFFNODE n\r\nSQL >\r\n    SELECT 1\r\n\r\nTYPE endpoint\r\n"));
        assertThat(file.nodes().get(0).value("SQL")).isEqualTo("SELECT 1");
        assertThat(file.nodes().get(0).value("TYPE")).isEqualTo("endpoint");
    }

    @Test
    void takesIndentedDirectivesAfterSql() {
        Datafile file = good(pipe("NODE n\nSQL >\n    SELECT 1\n\n    TYPE materialized\n    DATASOURCE target\n"));
        assertThat(file.nodes().get(0).value("TYPE")).isEqualTo("materialized");
        assertThat(file.nodes().get(0).value("DATASOURCE")).isEqualTo("target");
        assertThat(file.nodes().get(0).value("SQL")).isEqualTo("SELECT 1");
    }

    @Test
    void leavesSqlThatLooksLikeDirectivesAlone() {
        Datafile file = good(pipe("NODE n\nSQL >\n    SELECT\n    TYPE,\n    SQL AS x\n    FROM t\n"));
        assertThat(file.nodes()).hasSize(1);
        assertThat(file.nodes().get(0).value("SQL")).contains("TYPE,").contains("SQL AS x");
    }

    @Test
    void separatesNodes() {
        Datafile file = good(
                pipe(
                        "DESCRIPTION >\n    What it is\n    and does\n\nNODE a\nSQL >\n  SELECT 1\n\nNODE b\nDESCRIPTION second\nSQL >\n  SELECT 2\n"));
        assertThat(file.head().value("DESCRIPTION")).isEqualTo("What it is\nand does");
        assertThat(file.nodes()).extracting(Section::name).containsExactly("a", "b");
        assertThat(file.nodes().get(1).value("DESCRIPTION")).isEqualTo("second");
        assertThat(file.nodes().get(1).line()).isEqualTo(9);
    }

    @Test
    void takesValuesThatGoOnInIndentedLines() {
        Datafile file = good(dataSource("SCHEMA >\n  a String\nENGINE_SORTING_KEY\n    a,\n    b\nENGINE MergeTree\n"));
        assertThat(file.head().value("ENGINE_SORTING_KEY")).isEqualTo("a, b");
    }

    @Test
    void namesTheNearestDirective() {
        assertThat(only(pipe("NOD n\nSQL >\n  SELECT 1\n"))).satisfies(p -> {
            assertThat(p.code()).isEqualTo(ErrorCode.UNKNOWN_DIRECTIVE);
            assertThat(p.position()).hasToString("pipes/p.pipe:1");
            assertThat(p.message()).contains("'NOD'").contains("'NODE'");
        });
        assertThat(only(dataSource("SCHEMA >\n  a String\nENGINE_SORTNG_KEY a\n"))
                        .message())
                .contains("ENGINE_SORTING_KEY");
        assertThat(only(pipe("NODE n\nSQL >\n    SELECT 1\nTARGET_DATASORCE x\n")))
                .satisfies(p -> {
                    assertThat(p.position().line()).isEqualTo(4);
                    assertThat(p.message()).contains("TARGET_DATASOURCE");
                });
    }

    @Test
    void saysThatDirectivesAreInCapitals() {
        assertThat(only(dataSource("schema >\n  a String\n")).message())
                .contains("capitals")
                .contains("'SCHEMA'");
    }

    private static Problem only(Parsed parsed) {
        assertThat(parsed.problems()).hasSize(1);
        return parsed.problems().get(0);
    }
}
