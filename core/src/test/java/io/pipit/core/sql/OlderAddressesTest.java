package io.pipit.core.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that came before addresses of version 6 had one text hold what was sent. */
class OlderAddressesTest {
    private final Duck duck = new Duck();
    private final Dialect dialect = new Dialect();
    private final TestTables tables = new TestTables().table("t", "id Int32", "ip IPv6");

    @BeforeEach
    void fill() throws SQLException {
        duck.execute("CREATE TABLE t (id INTEGER, ip VARCHAR)");
        duck.execute("INSERT INTO t VALUES (1, '2001:DB8:0:0::1'), (2, '2001:db8::1'), (3, '10.0.0.9'), "
                + "(4, '::ffff:10.0.0.9'), (5, '::2')");
    }

    @AfterEach
    void close() {
        duck.close();
    }

    @Test
    void aConditionWithTheTextThatWasSentFindsOlderAndNewerRows() throws SQLException {
        assertThat(ids("ip = '2001:DB8:0:0::1'")).containsExactly(1, 2);
        assertThat(ids("'10.0.0.9' = ip")).containsExactly(3, 4);
        assertThat(ids("ip != '10.0.0.9'")).containsExactly(1, 2, 5);
        assertThat(ids("ip IN ('10.0.0.9', '::2')")).containsExactly(3, 4, 5);
        assertThat(ids("ip NOT IN ('2001:DB8:0:0::1', '0::2')")).containsExactly(3, 4);
    }

    @Test
    void addressesOfVersion4HaveTheirPlaceInTheOrder() throws SQLException {
        assertThat(ids("ip < '::ffff:10.0.0.10'")).containsExactly(3, 4, 5);
    }

    @Test
    void aTextThatIsNoAddressIsRefused() {
        assertThatThrownBy(() -> ids("ip = 'somewhere'")).hasMessageContaining("not an IPv6 address: somewhere");
    }

    private List<Integer> ids(String condition) throws SQLException {
        String sql = "SELECT id FROM t WHERE " + condition + " ORDER BY id";
        TranslatedQuery query = dialect.translate(dialect.parse(sql, "q", 1), tables, TranslationMode.PLAIN);
        return duck.rows(NarrowTables.bindBare(query)).stream()
                .map(row -> (Integer) row.get(0))
                .toList();
    }
}
