package io.pipit.core.block.json;

import static io.pipit.core.block.json.JsonFixture.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.Block;
import io.pipit.core.block.TableSpec;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Default expressions of any kind, computed for the rows that lack a value. */
class ComputedDefaultsTest {
    @TempDir
    private Path folder;

    private JsonFixture fixture;

    @BeforeEach
    void open() {
        fixture = new JsonFixture(folder);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "UInt32 | n + 1 | 8",
                "String | upper(name) | ANN",
                "String | concat(name, '-', toString(n)) | ann-7",
                "Date | toDate(at) | 2024-05-01",
                "DateTime | toStartOfHour(at) | 2024-05-01 10:00:00.0",
                "DateTime64(3) | toDateTime64(0, 3) | 1970-01-01 00:00:00.0",
                "DateTime | toDateTime('2020-01-01 00:00:00') | 2020-01-01 00:00:00.0",
                "DateTime | toDateTime('2020-01-01 00:00:00') + INTERVAL 1 DAY | 2020-01-02 00:00:00.0",
                "UUID | toUUID('00000000-0000-0000-0000-000000000001') | 00000000-0000-0000-0000-000000000001",
                "Array(String) | [name, 'x'] | [ann, x]",
                "Array(String) | splitByChar('n', name) | \"[a, '', '']\"",
                "Nullable(Int64) | if(n > 5, NULL, 1) | null",
                "LowCardinality(String) | if(n > 5, 'many', 'few') | many",
                "Int64 | n | 7",
                "Float64 | 1 / 4 | 0.25",
                "String | concat('a', 'b') | ab",
                "Bool | n > 5 | true",
                "UInt8 | length(name) | 3"
            })
    void computesWhatIsMissing(String type, String expression, String expected) {
        TableSpec table = JsonFixture.table(
                column("n", "UInt32", "$.n", ""),
                column("name", "String", "$.name", ""),
                column("at", "DateTime", "$.at", ""),
                column("d", type, "$.d", expression));
        Block block = fixture.block(table, "{\"n\":7,\"name\":\"ann\",\"at\":\"2024-05-01 10:20:30\"}");
        assertThat(fixture.rows(table, block, "d")).containsExactly(expected);
    }

    @Test
    void columnsMayHaveDotsInTheirNames() {
        TableSpec table = JsonFixture.table(
                column("n.a", "Array(UInt8)", "$.n[:].a", ""),
                column("n.b", "Array(String)", "$.n[:].b", ""),
                column("n.size", "UInt64", "", "length(n.a) + 1"));
        Block block =
                fixture.block(table, "{\"n\":[{\"a\":1,\"b\":\"x\"},{\"a\":2,\"b\":\"y\"}]}\n{\"n\":[]}\n{\"n\":1}\n");
        assertThat(block.header().quarantinedCount()).isEqualTo(1);
        assertThat(fixture.rows(table, block, "\"n.a\", \"n.b\", \"n.size\""))
                .containsExactly("[1, 2]|[x, y]|3", "[]|[]|1");
    }

    @Test
    void keepsWhatIsThere() {
        TableSpec table = JsonFixture.table(
                column("n", "UInt32", "$.n", ""),
                column("double", "UInt32", "$.double", "n * 2"),
                column("more", "UInt32", "", "double + 1"));
        Block block =
                fixture.block(table, "{\"n\":1}\n{\"n\":2,\"double\":100}\n{\"n\":\"x\"}\n{\"n\":3,\"double\":null}\n");
        assertThat(block.header().quarantinedCount()).isEqualTo(1);
        assertThat(fixture.rows(table, block, "n, double, more")).containsExactly("1|2|3", "2|100|101", "3|6|7");
    }

    @Test
    void givesEachRowARandomValueOfItsOwn() {
        TableSpec table = JsonFixture.table(
                column("n", "UInt32", "$.n", ""), column("id", "String", "$.id", "toString(generateUUIDv4())"));
        Block block = fixture.block(table, "{\"n\":1}\n{\"n\":2}\n{\"n\":3,\"id\":\"given\"}\n");
        List<String> ids = fixture.rows(table, block, "id");
        assertThat(ids).hasSize(3).doesNotHaveDuplicates().contains("given");
        assertThat(ids.get(0)).hasSize(36);
    }

    @Test
    void takesZeroWhereAValueCannotBeComputed() {
        TableSpec table =
                JsonFixture.table(column("name", "String", "$.name", ""), column("n", "UInt8", "$.n", "toUInt8(name)"));
        Block block = fixture.block(table, "{\"name\":\"5\"}\n{\"name\":\"x\"}\n");
        assertThat(fixture.rows(table, block, "n")).containsExactly("5", "0");
    }

    @Test
    void refusesWhatCannotBeTranslated() {
        TableSpec table = JsonFixture.table(column("n", "UInt8", "$.n", "noSuchFunction(1)"));
        assertThatThrownBy(() -> fixture.block(table, "{}")).hasMessageContaining("noSuchFunction");
    }
}
