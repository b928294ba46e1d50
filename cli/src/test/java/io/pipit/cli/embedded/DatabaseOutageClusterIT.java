package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.command.CommandCall;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** PostgreSQL goes away while a comparison, a filling and a copy read it, and comes back; and a copy that waits for it is cancelled. */
class DatabaseOutageClusterIT extends ReconcileTestBase {
    private static final int COUNT = 1_000;
    private static final String BRAKED = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pipit' AND"
            + " wait_event = 'PgSleep' AND query LIKE '%braked%'";
    private static final String CUSTOMERS = "SELECT count(), sum(cityHash64(id, name, plan)) FROM customers";

    /** Some rows come at once, and the others never, until the server is started again. */
    @BeforeAll
    static void brake() throws SQLException {
        execute("CREATE TABLE brake AS SELECT now() AS until");
        String held =
                " OR pg_sleep(CASE WHEN pg_postmaster_start_time() < (SELECT until FROM brake) THEN 3600 ELSE 0 END)"
                        + " IS NOT NULL";
        execute("CREATE VIEW braked_events AS SELECT * FROM events WHERE created_at < '" + time(COUNT / 2) + "'"
                + held);
        execute("CREATE VIEW braked_customers AS SELECT 'c' || i AS id, 'Customer ' || i AS name, 'free' AS plan"
                + " FROM generate_series(1, 5000) AS i WHERE i < 4000" + held);
    }

    @Test
    void whatReadsTheDatabaseGoesOnWhenItIsBack() throws Exception {
        List<String> rows = insert(0, 2 * COUNT);
        send(rows.subList(0, COUNT - 10));
        String customers = sql(CUSTOMERS);

        cancelled(customers);

        JsonNode compared = started("/v0/reconcile/braked?" + range(0, COUNT));
        assertThat(cli("copy", "run", "customers_braked", "--no-wait", "--yes").exitCode())
                .isZero();
        awaitNumber(BRAKED, 2);
        killDatabase();
        JsonNode waits = becomes(compared, run -> !run.path("error").asText().isEmpty());
        assertThat(waits.path("status").asText()).isEqualTo("working");
        assertThat(waits.path("error_code").asText()).isEqualTo("SOURCE_UNAVAILABLE");
        assertThat(sql(CUSTOMERS)).isEqualTo(customers);
        assertThat(once(0, 2 * COUNT)).isEqualTo((COUNT - 10) + "," + (COUNT - 10));
        startDatabase();

        JsonNode done = ended(compared);
        assertThat(done.path("status").asText()).as(done.toString()).isEqualTo("done");
        assertThat(done.path("put_in").asInt()).isEqualTo(10);
        assertThat(once(0, 2 * COUNT)).isEqualTo(COUNT + "," + COUNT);
        awaitAnswer("SELECT count(), uniqExact(id) FROM customers", "5000,5000");

        filled();
        assertThat(once(0, 2 * COUNT)).isEqualTo(2 * COUNT + "," + 2 * COUNT);
    }

    /** The server has no row to send, and would not see for an hour that nobody waits for one. */
    private static void cancelled(String customers) throws Exception {
        assertThat(cli("copy", "run", "customers_braked", "--no-wait", "--yes").exitCode())
                .isZero();
        awaitNumber(BRAKED, 1);
        CommandCall cancel = cli("copy", "cancel", "customers_braked");
        assertThat(cancel.exitCode()).as(cancel.printed()).isZero();
        awaitNumber(BRAKED, 0);
        awaitNumber("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pipit'", 0);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!cli("copy", "history", "customers_braked").printed().contains("cancelled")) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        assertThat(sql(CUSTOMERS)).isEqualTo(customers);
    }

    private static void filled() throws Exception {
        JsonNode run = started("/v0/backfill/events?batch_size=100&rate=300&start_date=" + time(0) + "&cutoff_date="
                + time(2 * COUNT));
        becomes(run, now -> now.path("put_in").asInt() > 0);
        killDatabase();
        JsonNode waits = becomes(run, now -> !now.path("error").asText().isEmpty());
        assertThat(waits.path("status").asText()).as(waits.toString()).isEqualTo("working");
        assertThat(waits.path("error").asText()).contains("rows had been put in before; they stay");
        startDatabase();
        JsonNode done = ended(run);
        assertThat(done.path("status").asText()).as(done.toString()).isEqualTo("done");
        assertThat(done.path("put_in").asInt()).isEqualTo(COUNT);
        assertThat(done.path("compared").asInt()).as("each page is read once").isEqualTo(2 * COUNT);
    }

    /** What the database and the stack do. */
    private static String said() {
        try {
            return text(
                            "SELECT string_agg(concat_ws(' ', state, wait_event_type, wait_event, query_start, query), E'\\n')"
                                    + " FROM pg_stat_activity WHERE application_name = 'pipit'")
                    + cli("job", "ls").printed()
                    + cli("copy", "history", "customers_braked").printed()
                    + get("/v0/reconcile");
        } catch (Exception e) {
            return e.toString();
        }
    }

    private static void awaitNumber(String question, long wanted) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (number(question) != wanted) {
            assertThat(System.nanoTime()).as(() -> question + "\n" + said()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
