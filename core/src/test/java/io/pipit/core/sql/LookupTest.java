package io.pipit.core.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.PipitException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Values of the row of another data source whose sorting key has a value. */
class LookupTest {
    private final Dialect dialect = new Dialect();
    private final TestTables tables = new TestTables()
            .table("countries", Set.of("code"), "code String", "name String", "area Nullable(Float64)")
            .table("visits", Set.of("id"), "id UInt32", "code String");

    private List<List<Object>> rows(String query) throws Exception {
        try (Duck duck = new Duck()) {
            duck.execute(
                    "CREATE TABLE countries AS FROM (VALUES ('es', 'Spain', 505.9), ('pt', 'Portugal', NULL)) t(code, name, area)");
            duck.execute("CREATE TABLE visits AS FROM (VALUES (1::UINTEGER, 'es'), (2, 'xx'), (3, 'pt')) t(id, code)");
            TranslatedQuery translated = translated(query);
            assertThat(new TreeSet<>(translated.tables())).contains("countries");
            return duck.rows(translated.bind(t -> t));
        }
    }

    private TranslatedQuery translated(String query) {
        return dialect.translate(dialect.parse(query, "query", 1), tables, TranslationMode.PLAIN);
    }

    @Test
    void findsTheValueOfTheKey() throws Exception {
        assertThat(rows("SELECT id, joinGet('countries', 'name', code) AS name FROM visits ORDER BY id"))
                .isEqualTo(List.of(List.of(1L, "Spain"), List.of(2L, ""), List.of(3L, "Portugal")));
        assertThat(rows(
                        "SELECT dictGetOrDefault('db.countries', 'name', code, 'none') AS n, count() FROM visits GROUP BY n"
                                + " ORDER BY n"))
                .extracting(r -> r.get(0))
                .containsExactly("Portugal", "Spain", "none");
        assertThat(rows("SELECT joinGetOrNull('countries', 'name', code) IS NULL AS missing FROM visits ORDER BY id"))
                .extracting(r -> ((Number) r.get(0)).intValue())
                .containsExactly(0, 1, 0);
        assertThat(rows("SELECT id FROM visits WHERE dictHas('countries', code) ORDER BY id"))
                .extracting(r -> r.get(0))
                .containsExactly(1L, 3L);
    }

    @Test
    void whatIsWrongIsNamed() {
        assertThatThrownBy(() -> translated("SELECT joinGet('countrie', 'name', code) FROM visits"))
                .isInstanceOf(PipitException.class)
                .hasMessageContaining("There is no data source 'countrie'. Did you mean 'countries'?");
        assertThatThrownBy(() -> translated("SELECT joinGet('countries', 'nam', code) FROM visits"))
                .hasMessageContaining("Did you mean 'name'?");
        assertThatThrownBy(() -> translated("SELECT joinGet('countries', 'name', code, 1) FROM visits"))
                .hasMessageContaining("2 values for the 1 column of the sorting key");
        assertThatThrownBy(() -> translated("SELECT dictGet('countries', 'name') FROM visits"))
                .hasMessageContaining("found 2 arguments");
    }
}
