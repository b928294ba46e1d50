package io.pipit.core.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.Column;
import io.pipit.core.block.SamplingKey;
import io.pipit.core.block.type.TypeParser;
import io.pipit.core.error.PipitException;
import io.pipit.core.sql.Relation.StoredTable;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers are those of the engine that defined the dialect, over the same rows. */
class SampleTest {
    private static final List<Column> COLUMNS = List.of(new Column("id", TypeParser.parse("UInt32")));
    private final Dialect dialect = new Dialect();
    private final Relations tables = new Relations() {
        @Override
        public Optional<Relation> find(String name) {
            return switch (name) {
                case "hashed" -> Optional.of(table(name, "cityHash64(id)"));
                case "bytes" -> Optional.of(table(name, "toUInt8(id)"));
                case "plain" -> Optional.of(new StoredTable(name, COLUMNS));
                default -> Optional.empty();
            };
        }

        @Override
        public Collection<String> names() {
            return List.of("hashed", "bytes", "plain");
        }
    };

    private StoredTable table(String name, String key) {
        Dialect.TranslatedExpression value = dialect.expression(key, "test", 1, COLUMNS);
        int bits = value.type().toString().equals("UInt8") ? 8 : 64;
        return new StoredTable(name, COLUMNS, Set.of(), Optional.of(new SamplingKey(value.engineSql(), bits)));
    }

    private TranslatedQuery translated(String query) {
        return dialect.translate(dialect.parse(query, "query", 1), tables, TranslationMode.PLAIN);
    }

    @ParameterizedTest
    @CsvSource({
        "hashed SAMPLE 0.1, 95, 44502",
        "hashed SAMPLE 1/3 OFFSET 1/2, 338, 171027",
        "hashed SAMPLE 0.25 OFFSET 0.9, 112, 54027",
        "hashed SAMPLE 1, 1000, 499500",
        "hashed AS x SAMPLE 1/10 WHERE x.id % 2 = 0, 47, 21476",
        "hashed SAMPLE 5000, 1000, 499500",
        "bytes SAMPLE 0.1, 25, 300",
        "bytes SAMPLE 10 OFFSET 1/10, 10, 295"
    })
    void takesTheRowsOfAPartOfTheKeysRange(String from, int count, int sum) throws Exception {
        try (Duck duck = new Duck()) {
            duck.execute("CREATE TABLE hashed AS SELECT i::UINTEGER AS id FROM range(1000) t(i)");
            duck.execute("CREATE TABLE bytes AS SELECT i::UINTEGER AS id FROM range(256) t(i)");
            assertThat(duck.rows(
                            translated("SELECT count(), sum(id) FROM " + from).bind(t -> t)))
                    .singleElement()
                    .asString()
                    .isEqualTo("[" + count + ", " + sum + "]");
        }
    }

    @Test
    void needsASamplingKeyAndAShare() {
        assertThatThrownBy(() -> translated("SELECT id FROM plain SAMPLE 0.1"))
                .isInstanceOf(PipitException.class)
                .hasMessageContaining("SAMPLE needs a sampling key, which 'plain' does not have")
                .hasMessageContaining("line 1, column 29");
        assertThatThrownBy(() -> translated("SELECT id FROM hashed SAMPLE id"))
                .hasMessageContaining("SAMPLE takes a share such as 0.1 or 1/10");
        assertThatThrownBy(() -> translated("WITH x AS (SELECT 1 AS id) SELECT id FROM x SAMPLE 0.1"))
                .hasMessageContaining("move SAMPLE into it");
    }
}
