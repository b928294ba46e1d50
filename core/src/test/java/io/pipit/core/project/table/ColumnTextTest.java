package io.pipit.core.project.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.Column;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "`a` String `json:$.a`                                | a | String | $.a |",
                "a String json:$.a.b                                  | a | String | $.a.b |",
                "\"a\" Int32                                          | a | Int32 | |",
                "`a` String `json:$.a` DEFAULT 'x, y'                 | a | String | $.a | 'x, y'",
                "`a` String DEFAULT 'x' `json:$.a`                    | a | String | $.a | 'x'",
                "`a` DateTime DEFAULT now()                           | a | DateTime | | now()",
                "`a` DateTime64(3) `json:$.t` DEFAULT toDateTime64(0, 3) CODEC(Delta(8), ZSTD(1)) | a | DateTime64(3) | $.t | toDateTime64(0, 3)",
                "`a` Array(String) `json:$.x[:].b` DEFAULT []         | a | Array(String) | $.x[:].b | []",
                "`a` LowCardinality(Nullable(String)) `json:$`        | a | LowCardinality(Nullable(String)) | $ |",
                "`a` String CODEC(ZSTD(1)) DEFAULT ''                 | a | String | | ''",
                "`n.a` Array(String) `json:$.n[:].a`                  | n.a | Array(String) | $.n[:].a |",
                "n.a.b Int32                                          | n.a.b | Int32 | |",
                "`a` Int32 NULL                                       | a | Nullable(Int32) | |",
                "`a` AggregateFunction(count)                         | a | AggregateFunction(count) | |",
                "`a` Int64 DEFAULT -1                                 | a | Int64 | | -1",
            })
    void reads(String text, String name, String type, String path, String byDefault) {
        Column column = ColumnText.read(text);
        assertThat(column.name()).isEqualTo(name);
        assertThat(column.type()).hasToString(type);
        assertThat(column.jsonPath()).isEqualTo(path == null ? "" : path);
        assertThat(column.defaultExpression()).isEqualTo(byDefault == null ? "" : byDefault);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "`a`                               | has no type",
                "`a` Strin                         | 'String'",
                "`a` String `json:a.b`             | JSON path 'a.b'",
                "`a` String `json:$.a[:]`          | Array(String)",
                "`a` String MATERIALIZED b         | materialized pipe",
                "`a` String what                   | expected `json:$.path`",
                "`a b` String                      | not a column name",
                "`a.` String                       | not a column name",
                "`a..b` String                     | not a column name",
                "`a` String DEFAULT                | without a value",
                "`a` String DEFAULT 'x             | not closed",
            })
    void explains(String text, String expected) {
        assertThatThrownBy(() -> ColumnText.read(text)).hasMessageContaining(expected);
    }

    @Test
    void cutsASchemaIntoColumns() {
        String schema = """
                # the id
                `a` String `json:$.a`, -- also
                `b` Tuple(
                    x Int32, # inner
                    y String
                ) DEFAULT (1, ','),

                `c` Decimal(10, 2) `json:$.c`,
                """;
        List<Pieces.Piece> pieces = Pieces.of(schema);
        assertThat(pieces).extracting(Pieces.Piece::line).containsExactly(1, 2, 7);
        assertThat(ColumnText.read(pieces.get(1).text()).type()).hasToString("Tuple(x Int32, y String)");
        assertThat(ColumnText.read(pieces.get(1).text()).defaultExpression()).isEqualTo("(1, ',')");
        assertThat(ColumnText.read(pieces.get(2).text()).type()).hasToString("Decimal(10, 2)");
    }
}
