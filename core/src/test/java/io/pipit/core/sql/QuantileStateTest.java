package io.pipit.core.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** States of quantiles take memory for the values that there are, not for those that there could be. */
class QuantileStateTest {
    private final Dialect dialect = new Dialect();
    private final Duck duck = new Duck();

    @BeforeEach
    void littleMemory() throws SQLException {
        duck.execute("SET memory_limit='100MB'");
        duck.execute("SET temp_directory=''");
    }

    @AfterEach
    void close() {
        duck.close();
    }

    @Test
    void manySmallGroupsFit() throws SQLException {
        assertThat(one("SELECT count() FROM (SELECT number % 5000 AS g, quantilesState(0.5, 0.9)(number) AS q FROM"
                        + " numbers(20000) GROUP BY g) WHERE length(toString(g)) > 0"))
                .isEqualTo("5000");
        assertThat(one(
                        "SELECT max(m) FROM (SELECT g, quantileMerge(0.5)(q) AS m FROM (SELECT number % 5000 AS g, quantileState(0.5)(number)"
                                + " AS q FROM numbers(20000) GROUP BY g) GROUP BY g)"))
                .isEqualTo("12499.0");
    }

    @Test
    void aLargeGroupIsASample() throws SQLException {
        String state = "(SELECT quantileState(0.5)(number) AS q FROM numbers(100000))";
        assertThat(Double.parseDouble(one("SELECT quantileMerge(0.5)(q) FROM " + state)))
                .isBetween(46_000.0, 54_000.0);
    }

    private String one(String sql) throws SQLException {
        TranslatedQuery query = dialect.translate(dialect.parse(sql, "q", 1), new TestTables(), TranslationMode.PLAIN);
        return duck.rows(query.bind(t -> t)).get(0).get(0).toString();
    }
}
