package io.pipit.core.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** States of {@code uniq}: exact while small, an estimate beyond, the same however they are merged. */
class UniqStateTest {
    private final Dialect dialect = new Dialect();
    private final Duck duck = new Duck();

    @AfterEach
    void close() {
        duck.close();
    }

    private Object one(String sql) throws SQLException {
        TranslatedQuery query = dialect.translate(dialect.parse(sql, "q", 1), new TestTables(), TranslationMode.PLAIN);
        return duck.rows(query.bind(t -> t)).get(0).get(0);
    }

    private static String states(String function, int rows, int parts) {
        return "SELECT " + function + "State(number * 7) AS u FROM numbers(" + rows + ") GROUP BY number % " + parts;
    }

    @Test
    void exactWhileSmall() throws SQLException {
        assertThat(one("SELECT uniqMerge(u) FROM (" + states("uniq", 60_000, 3) + ")"))
                .hasToString("60000");
        assertThat(one("SELECT uniqMerge(u) FROM (" + states("uniq", 0, 3) + ")"))
                .hasToString("0");
    }

    @Test
    void anEstimateBeyond() throws SQLException {
        long estimate = Long.parseLong(one("SELECT uniqMerge(u) FROM (" + states("uniq", 1_000_000, 4) + ")")
                .toString());
        assertThat(estimate).isCloseTo(1_000_000L, within(15_000L));
        assertThat(one("SELECT uniqExactMerge(u) FROM (" + states("uniqExact", 200_000, 4) + ")"))
                .hasToString("200000");
    }

    @Test
    void theOrderOfMergingDoesNotMatter() throws SQLException {
        String states = states("uniq", 300_000, 5);
        Object atOnce = one(
                "SELECT uniqMergeState(u) = (SELECT uniqState(number * 7) FROM numbers(300000)) FROM (" + states + ")");
        Object inSteps = one(
                "SELECT (SELECT uniqMergeState(u) FROM (SELECT uniqMergeState(u) AS u FROM (SELECT rand() % 2 AS g, u FROM ("
                        + states + ")) GROUP BY g)) = (SELECT uniqState(number * 7) FROM numbers(300000))");
        assertThat(atOnce).hasToString("1");
        assertThat(inSteps).hasToString("1");
    }

    @Test
    void hashesAreThoseOfEveryProcess() throws SQLException {
        assertThat(duck.rows("SELECT CAST(hash('abc') >> 1 AS BIGINT), CAST(hash(CAST(1 AS BIGINT)) >> 1 AS BIGINT)")
                        .get(0))
                .containsExactly(962432233550539342L, 2358998009538179176L);
    }
}
