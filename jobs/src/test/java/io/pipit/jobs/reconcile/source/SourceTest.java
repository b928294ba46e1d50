package io.pipit.jobs.reconcile.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.jdbc.JdbcAddress;
import io.pipit.core.jdbc.JdbcConnections;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.reconcile.ReconcileDefinition;
import io.pipit.core.project.reconcile.ReconcileFiles;
import io.pipit.jobs.reconcile.RangeTimes;
import io.pipit.jobs.reconcile.compare.Entry;
import io.pipit.jobs.reconcile.compare.Range;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Any database by its driver: here one that is not PostgreSQL. */
class SourceTest {
    private static final String URL = "jdbc:h2:mem:shop;DB_CLOSE_DELAY=-1";
    private static final Range DAY =
            new Range(RangeTimes.micros("2026-01-01", "start"), RangeTimes.micros("2026-01-02", "end"));

    private Connection shop;

    @BeforeEach
    void fill() throws SQLException {
        shop = DriverManager.getConnection(URL);
        execute("CREATE TABLE orders (id BIGINT, at TIMESTAMP, customer VARCHAR, paid BOOLEAN, cents DECIMAL(10, 2))");
        execute("INSERT INTO orders VALUES (3, '2026-01-01 00:00:03.123456', 'O''Hara', TRUE, 12.50),"
                + " (1, '2026-01-01 00:00:01', 'x', FALSE, 1), (2, '2026-01-01 00:00:02', NULL, NULL, NULL),"
                + " (9, '2026-01-09 00:00:00', 'later', TRUE, 9)");
    }

    @AfterEach
    void drop() throws SQLException {
        execute("DROP ALL OBJECTS");
        shop.close();
    }

    @Test
    void rowsAreStreamedPagedAndMadeEvents() {
        try (Source source = open("")) {
            List<String> streamed = new ArrayList<>();
            source.stream(DAY, row -> streamed.add(row.id()));
            assertThat(streamed).containsExactly("1", "2", "3");
            assertThat(source.sums()).isFalse();
            assertThat(source.count(DAY)).isEqualTo(3);
            assertThat(source.present(List.of("2", "4", "no number", "9"))).containsExactlyInAnyOrder("2", "9");

            List<SourceRow> first = source.page(DAY, null, 2);
            SourceRow last = first.get(1);
            List<SourceRow> rest = source.page(DAY, new Entry(last.id(), last.timeMicros(), ""), 2);
            assertThat(first).extracting(SourceRow::id).containsExactly("1", "2");
            assertThat(rest).extracting(SourceRow::event).containsExactly("""
                    {"id":"3","meta":{"at":"2026-01-01 00:00:03.123"},"customer":"O'Hara","paid":1,"cents":12.50}""");
            assertThat(source.rows(List.of("2"))).extracting(SourceRow::event).containsExactly("""
                    {"id":"2","meta":{"at":"2026-01-01 00:00:02.000"}}""");
        }
    }

    @Test
    void whatDoesNotFitIsSaid() throws SQLException {
        refused("columns:\n  customer: custmer\n", "There is no column 'custmer'", "Did you mean 'CUSTOMER'?");
        execute("ALTER TABLE orders DROP COLUMN cents");
        refused("", "Columns of 'orders' that have no default are not in the table 'orders': cents");
        execute("ALTER TABLE orders ADD COLUMN cents INT");
        execute("INSERT INTO orders (at) VALUES ('2026-01-01 05:00:00')");
        try (Source source = open("")) {
            assertThatThrownBy(() -> source.checkIds(DAY))
                    .isInstanceOf(PipitException.class)
                    .hasMessageContaining("1 row from 2026-01-01 00:00:00");
        }
    }

    @Test
    void idsOfSeveralRowsAreRefused() throws SQLException {
        try (Source source = open("")) {
            source.checkUnique(DAY);
        }
        execute("INSERT INTO orders (id, at) VALUES (2, '2026-01-01 07:00:00')");
        try (Source source = open("")) {
            String said = "The id '2' is there more than once in the database's table.";
            assertThatThrownBy(() -> source.checkUnique(DAY)).hasMessageContaining(said);
            assertThatThrownBy(() -> source.rows(List.of("1", "2"))).hasMessageContaining(said);
            assertThat(source.rows(List.of("1"))).hasSize(1);
        }
    }

    @Test
    void aUserThatTheDatabaseDoesNotKnowIsRefused() {
        JdbcAddress stranger = new JdbcAddress("shop", URL, "stranger", "secret word");
        assertThatThrownBy(() -> new JdbcConnections(Path.of("drivers")).reading(stranger))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_INVALID))
                .hasMessageContaining("refuses the user 'stranger'")
                .hasMessageContaining("Set the secrets that the connection names")
                .hasMessageNotContaining("secret word");
    }

    @Test
    void aDatabaseThatGoesAwayIsSaidSo() throws SQLException {
        try (Source source = open("")) {
            assertThat(source.count(DAY)).isEqualTo(3);
            execute("SHUTDOWN");
            assertThatThrownBy(() -> source.rows(List.of("1")))
                    .isInstanceOfSatisfying(
                            PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNAVAILABLE))
                    .hasMessageContaining("The database of the connection 'shop at ")
                    .hasMessageContaining("Nothing was changed by this; run it again when the database answers.");
        } finally {
            shop = DriverManager.getConnection(URL);
        }
    }

    @Test
    void timesNeedTheirZone() {
        assertThat(RangeTimes.micros("1970-01-01T02:00:00+02:00", "start")).isZero();
        assertThat(RangeTimes.micros("1970-01-01 00:00:01.5Z", "start")).isEqualTo(1_500_000);
        assertThatThrownBy(() -> RangeTimes.micros("2026-01-01T00:00:00", "start"))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMETER))
                .hasMessageContaining("has no time zone: write 2026-01-01T00:00Z for UTC");
        assertThatThrownBy(() -> RangeTimes.micros("yesterday", "end")).hasMessageContaining("end 'yesterday'");
    }

    private static void refused(String more, String... said) {
        assertThatThrownBy(() -> open(more).close())
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_INVALID))
                .message()
                .contains(said);
    }

    private static Source open(String more) {
        Plan plan = new ProjectCompiler()
                .compile(ProjectFiles.of(Map.of(
                        "orders.datasource",
                        "SCHEMA >\n  id String `json:$.id`,\n  at DateTime64(3) `json:$.meta.at`,\n"
                                + "  customer String `json:$.customer`,\n  paid UInt8 `json:$.paid`,\n"
                                + "  cents Float64 `json:$.cents`\nENGINE MergeTree\nENGINE_SORTING_KEY id\n",
                        "shop.connection",
                        "TYPE jdbc\nJDBC_URL " + URL + "\n",
                        "reconcile/orders.yaml",
                        "connection: shop\ntable: orders\nid: id\ntime: at\ndatasource: orders\n" + more)))
                .plan()
                .orElseThrow();
        ReconcileDefinition definition = ReconcileFiles.of(plan).find("orders");
        TableSpec table = plan.table("orders").orElseThrow();
        return new Source(
                new JdbcConnections(Path.of("drivers")),
                new JdbcAddress("shop", URL, "", ""),
                definition,
                table,
                Source.Contents.IDS);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = shop.createStatement()) {
            statement.execute(sql);
        }
    }
}
