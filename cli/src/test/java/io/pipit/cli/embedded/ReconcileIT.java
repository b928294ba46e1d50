package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.checker.PipitProcess;
import io.pipit.cli.client.Json;
import io.pipit.cli.command.CommandCall;
import io.pipit.cli.docs.GuideBlock;
import io.pipit.jobs.reconcile.job.InstallationServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What an application lost on the way is found in its database and put in, once. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReconcileIT extends ReconcileTestBase {
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    @Test
    @Order(1)
    void whatIsMissingIsFoundAndPutInOnce() throws Exception {
        List<String> rows = insert(0, ROWS);
        List<String> lost = new ArrayList<>();
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            (i % 97 == 5 ? lost : sent).add(rows.get(i));
        }
        send(sent);

        JsonNode dry = run("/v0/reconcile/events?dry_run=true&" + range(0, ROWS));
        assertThat(dry.path("status").asText()).as(dry.toString()).isEqualTo("done");
        assertThat(dry.path("missing").asInt()).isEqualTo(lost.size());
        assertThat(dry.path("compared").asInt()).isGreaterThanOrEqualTo(ROWS);
        assertThat(ids(dry, "missing")).isEqualTo(idsOf(lost));
        assertThat(counts()).isEqualTo(sent.size() + "," + sent.size() + "," + sent.size());

        JsonNode repaired = run("/v0/reconcile/events?" + range(0, ROWS));
        assertThat(repaired.path("put_in").asInt()).as(repaired.toString()).isEqualTo(lost.size());
        assertThat(counts()).isEqualTo(ROWS + "," + ROWS + "," + ROWS);

        JsonNode again = run("/v0/reconcile/events?both_ways=true&" + range(0, ROWS));
        assertThat(again.path("missing").asInt()).isZero();
        assertThat(again.path("differing").asInt()).as(again.toString()).isZero();
        assertThat(again.path("transferred").asInt()).isLessThan(ROWS / 50);
        assertThat(again.path("not_compared").toString()).isEqualTo("[\"amount\"]");

        // The originals come after all: nobody counts them twice, not even the views.
        send(lost);
        assertThat(counts()).isEqualTo(ROWS + "," + ROWS + "," + ROWS);
        assertThat(sql("SELECT sum(amount) FROM events")).isEqualTo(sql("SELECT toFloat64(" + sum(ROWS) + ")"));
    }

    @Test
    @Order(2)
    void bothWaysFindWhatShouldNotBeThere() throws Exception {
        send(List.of(event("11111111-1111-1111-1111-111111111111", 3, "extra")));
        String twice = row(7);
        send(List.of(twice));
        execute("UPDATE events SET kind = 'other' WHERE id = '" + id(11) + "'");

        JsonNode found = run("/v0/reconcile/events?dry_run=true&both_ways=true&" + range(0, ROWS));

        assertThat(found.path("missing").asInt()).as(found.toString()).isZero();
        assertThat(ids(found, "extra")).containsExactly("11111111-1111-1111-1111-111111111111");
        assertThat(ids(found, "duplicated")).containsExactly(id(7));
        assertThat(ids(found, "differing")).containsExactly(id(11));
        execute("UPDATE events SET kind = '" + kind(11) + "' WHERE id = '" + id(11) + "'");
    }

    @Test
    @Order(3)
    void whatIsWrongIsSaidAndNothingIsChanged() throws Exception {
        String before = counts();
        refused(start("/v0/reconcile/evnts?" + range(0, 1)), "UNKNOWN_RESOURCE", "Did you mean 'events'?");
        refused(
                start("/v0/reconcile/events?start=2026-01-10T00:00:00&end=2026-01-11"),
                "INVALID_PARAMETER",
                "has no time zone");
        refused(
                start("/v0/reconcile/events?start=2026-01-12&end=2026-01-11"),
                "INVALID_PARAMETER",
                "not before its end");
        refused(start("/v0/reconcile/events?start=soon&end=2026-01-11"), "INVALID_PARAMETER", "ISO 8601");
        failed("unreachable", "SOURCE_UNAVAILABLE", "cannot be reached");
        failed("mistaken", "SOURCE_INVALID", "Did you mean 'kind'?");
        failed("nulls", "SOURCE_INVALID", "1 row ");
        failed("no_time", "SOURCE_INVALID", "is of type text");
        execute("DELETE FROM events WHERE id = '" + id(1) + "'");
        failed("doubled", "SOURCE_INVALID", "more than once");
        insert(1, 2);
        insert(ROWS, ROWS + 3);
        JsonNode unfit = run("/v0/reconcile/texts?" + range(ROWS, ROWS + 3));
        assertThat(unfit.path("unfit").asInt()).as(unfit.toString()).isEqualTo(3);
        assertThat(ids(unfit, "unfit")).anyMatch(text -> text.startsWith(id(ROWS) + ": amount: expected"));
        JsonNode many = run("/v0/reconcile/events?max_missing=2&" + range(ROWS, ROWS + 3));
        assertThat(many.path("error_code").asText()).isEqualTo("TOO_MANY_MISSING");
        assertThat(many.path("error").asText()).contains("3 of 3 rows are missing", "--max-missing 3");
        assertThat(counts()).isEqualTo(before);
        execute("DELETE FROM events WHERE created_at >= '" + time(ROWS) + "'");
    }

    @Test
    @Order(4)
    void aTableIsFilledFromTheBeginning() throws Exception {
        int from = 2 * ROWS;
        List<String> rows = insert(from, from + 3_000);
        send(rows.subList(100, 200));
        String start = "start_date=" + time(from) + "&cutoff_date=" + time(from + 3_000);

        JsonNode filled = run("/v0/backfill/events?batch_size=700&" + start);
        JsonNode again = run("/v0/backfill/events?batch_size=1000&" + start);

        assertThat(filled.path("put_in").asInt()).as(filled.toString()).isEqualTo(2_900);
        assertThat(again.path("put_in").asInt()).as(again.toString()).isZero();
        assertThat(once(from, from + 3_000)).isEqualTo("3000,3000");
    }

    @Test
    @Order(5)
    void eventsAreCleanedUpWithTheirViews() throws Exception {
        int from = 3 * ROWS;
        List<String> rows = insert(from, from + 50);
        send(rows);
        send(rows.subList(0, 20));
        String before = sql("SELECT countMerge(events) FROM by_kind");
        Path file = folder.resolve("again.json");
        StringBuilder data = new StringBuilder("{\"data\": [");
        for (int i = from; i < from + 20; i++) {
            data.append(i == from ? "" : ", ")
                    .append("{\"event_id\": \"")
                    .append(id(i))
                    .append("\"}");
        }
        Files.writeString(file, data + "]}");

        CommandCall cleanup =
                cli("events", "cleanup", file.toString(), "--delete", "--reingest", "--reconcile", "events");
        assertThat(cleanup.exitCode()).as(cleanup.printed()).isZero();
        assertThat(cleanup.printed()).contains("20 ids: 40 rows deleted, 20 put in");
        assertThat(once(from, from + 50)).isEqualTo("50,50");
        // What a deletion took from a view is seen a moment after it.
        awaitAnswer("SELECT countMerge(events) FROM by_kind", Long.toString(Long.parseLong(before) - 20));
        // Twice is as once.
        assertThat(cli("events", "cleanup", file.toString(), "--delete", "--reingest", "--reconcile", "events")
                        .printed())
                .contains("20 rows deleted, 20 put in");
        assertThat(once(from, from + 50)).isEqualTo("50,50");
        // What was deleted on purpose may be sent again.
        CommandCall gone = cli("events", "cleanup", file.toString(), "--delete", "--reconcile", "events");
        assertThat(gone.printed()).contains("20 rows deleted, 0 put in");
        send(rows.subList(0, 20));
        assertThat(once(from, from + 50)).isEqualTo("50,50");
        assertThat(cli("events", "cleanup", file.toString(), "--reconcile", "events")
                        .exitCode())
                .isEqualTo(2);
        Files.writeString(file, "[{\"evnt_id\": 1}]");
        assertThat(cli("events", "cleanup", file.toString(), "--delete", "--reconcile", "events")
                        .printed())
                .contains("Did you mean 'evnt_id'?", "--id-column");
    }

    /** What a job on a cluster found missing is put in by a server, once. */
    @Test
    @Order(6)
    void rowsOfIdsThatAJobNamesArePutIn() throws Exception {
        int from = 5 * ROWS;
        send(insert(from, from + 30).subList(0, 10));
        List<String> ids =
                IntStream.range(from + 8, from + 40).mapToObj(i -> id(i)).toList();
        InstallationServer server = new InstallationServer(URI.create("http://127.0.0.1:" + stack.port()), "", "");

        assertThat(server.putIn("events", ids)).isEqualTo(new InstallationServer.PutIn(20, 2, 10, 0));
        assertThat(server.putIn("events", ids)).isEqualTo(new InstallationServer.PutIn(0, 22, 10, 0));
        assertThat(once(from, from + 30)).isEqualTo("30,30");
    }

    @Test
    @Order(6)
    void commandsSayWhatTheyFound() {
        CommandCall dry = cli("reconcile", "events", time(ROWS + 10), time(ROWS + 20), "--dry-run");
        assertThat(dry.printed()).contains("reconcile events: 0 rows compared in", "0 missing");
        CommandCall json = cli("reconcile", "events", time(0), time(10), "--json");
        assertThat(Json.tree(json.printed()).path("compared").asInt()).isEqualTo(10);
        assertThat(Json.tree(json.printed()).path("missing_ids").isArray()).isTrue();
        CommandCall backfill =
                cli("backfill", "events", "--start-date", time(0), "--cutoff-date", time(10), "--batch-size", "4");
        assertThat(backfill.printed())
                .contains("backfill events: 10 rows read in", "0 put in, 10 had arrived meanwhile");
        CommandCall wrong = cli("reconcile", "events", "2026-01-10T00:00:00", "2026-01-11");
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.printed()).contains("has no time zone: write 2026-01-10T00:00Z");
    }

    /** Events come 100 s after their rows: a row of 200 s is pending, one of 20 minutes is missing, also after rows were put in. */
    @Test
    @Order(10)
    void graceIsObserved() throws Exception {
        Instant now = Instant.now();
        List<String> late = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String id = String.format(Locale.ROOT, "22222222-0000-4000-8000-%012x", i);
            late.add("{\"id\":\"" + id + "\",\"at\":\"" + now.minusSeconds(100)
                    + "\",\"meta\":{\"kind\":\"k\",\"amount\":1}}");
        }
        send(late);
        execute("INSERT INTO events SELECT gen_random_uuid(), now() - interval '40 minutes', 'k', '{\"amount\": 1}'"
                + " FROM generate_series(1, 40)");
        JsonNode repaired =
                run("/v0/reconcile/events?start=" + now.minusSeconds(3_000) + "&end=" + now.minusSeconds(1_800));
        assertThat(repaired.path("put_in").asInt()).as(repaired.toString()).isEqualTo(40);
        execute("INSERT INTO events SELECT gen_random_uuid(), now() - interval '200 seconds', 'k', '{}'");
        execute("INSERT INTO events SELECT gen_random_uuid(), now() - interval '20 minutes', 'k', '{}'");
        JsonNode run = run("/v0/reconcile/observed?dry_run=true&start=" + now.minusSeconds(3_000) + "&end="
                + now.plusSeconds(3_000));
        assertThat(run.path("missing").asInt()).as(run.toString()).isEqualTo(1);
        assertThat(run.path("pending").asInt()).as(run.toString()).isEqualTo(1);
    }

    @Test
    @Order(9)
    void blocksThatWereSetAsideAreRunAgain() throws Exception {
        post("/v0/events?name=texts&wait=true", "{\"n\":\"many\"}");
        post("/v0/events?name=texts&wait=true", "{\"n\":\"5\"}");
        CommandCall again = cli("datasource", "set-aside", "texts", "--replay");
        assertThat(again.printed()).contains("0 blocks taken by views, 0 rows came; 1 block failed again");
        assertThat(sql("SELECT count(), sum(n) FROM numbers")).isEqualTo("1,5");
        assertThat(cli("datasource", "set-aside", "texts").printed()).contains("many");
        assertThat(cli("datasource", "set-aside", "--replay").printed()).contains("Name a data source");
        assertThat(cli("datasource", "set-aside", "txts", "--replay").printed()).contains("Did you mean 'texts'?");
    }

    @Test
    @Order(8)
    void everyCommandOfTheGuideWorks() throws Exception {
        int commands = 0;
        for (GuideBlock block : GuideBlock.of(PipitProcess.home().resolve(GUIDE))) {
            if (block.language().equals("console")) {
                for (GuideBlock.Command command : block.commands()) {
                    commands++;
                    check(command);
                }
            }
        }
        assertThat(commands).isGreaterThan(9);
        assertThat(sql("SELECT name, sum(put_in) FROM pipit.reconcile_log WHERE name = 'nothing' GROUP BY name"))
                .isEmpty();
    }

    /** What stands below a command is part of what it prints; a question is asked until this is its answer. */
    private static void check(GuideBlock.Command command) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command.line().replaceFirst("^pipit ", "").replace("shop/", folder + "/"));
        while (word.find()) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        CommandCall done = cli(words.toArray(String[]::new));
        boolean asks = words.get(0).equals("sql") || words.contains("history");
        while (asks
                && !command.expected().stream().allMatch(done.printed()::contains)
                && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            done = cli(words.toArray(String[]::new));
        }
        assertThat(done.exitCode()).as(command.line() + "\n" + done.printed()).isZero();
        assertThat(done.printed()).as(command.line()).contains(command.expected());
    }

    /** After the guide, whose table and copy these are beside. */
    @Test
    @Order(10)
    void aTableOfTheDatabaseIsJoinedInACopy() throws Exception {
        String customers = "SELECT count(), sum(cityHash64(id, name, plan)) FROM customers";
        String before = sql(customers);
        CommandCall typo = cli("copy", "run", "customers_typo", "--wait", "--yes");
        assertThat(typo.exitCode()).isNotZero();
        assertThat(typo.printed()).contains("Did you mean 'customers'?").doesNotContain("Pa55word");
        assertThat(sql(customers)).isEqualTo(before);

        CommandCall joined = cli("copy", "run", "customers_joined", "--wait", "--yes");
        assertThat(joined.printed()).contains("6 rows into customers");
        awaitAnswer(
                "SELECT groupArray(concat(id, ' ', plan)) FROM (SELECT * FROM customers ORDER BY id LIMIT 2)",
                "\"['c0 142','c1 143']\"");
    }

    @Test
    @Order(7)
    void underTrafficAndThroughKillsEachRowIsThereOnce() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int from = 4 * ROWS;
        int count = 4_000;
        List<String> later = new ArrayList<>();
        AtomicBoolean over = new AtomicBoolean();
        List<Throwable> trouble = new ArrayList<>();
        Thread reconciler = new Thread(() -> {
            try {
                while (!over.get()) {
                    // Whether it ends well does not matter: connections are cut meanwhile.
                    run("/v0/reconcile/events?" + range(from, from + count));
                }
            } catch (Exception e) {
                trouble.add(e);
            }
        });
        reconciler.start();
        for (int i = from; i < from + count; i += 100) {
            List<String> rows = insert(i, i + 100);
            List<String> sent = new ArrayList<>();
            for (String row : rows) {
                int luck = random.nextInt(10);
                if (luck == 0) {
                    later.add(row); // the request timed out; the application tries again later
                } else if (luck > 1) {
                    sent.add(row);
                }
            }
            send(sent);
            if (random.nextInt(8) == 0) {
                execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pipit'");
            }
            if (later.size() > 50) {
                send(later);
                later.clear();
            }
        }
        over.set(true);
        reconciler.join(TimeUnit.MINUTES.toMillis(2));
        assertThat(trouble).isEmpty();
        restartInTheMiddle(from, count);
        send(later);

        JsonNode last = run("/v0/reconcile/events?" + range(from, from + count));

        assertThat(last.path("status").asText()).as(last.toString()).isEqualTo("done");
        assertThat(once(from, from + count)).isEqualTo(count + "," + count);
        JsonNode whole = run("/v0/reconcile/events?dry_run=true&both_ways=true&" + range(from, from + count));
        assertThat(whole.path("missing").asInt()
                        + whole.path("extra").asInt()
                        + whole.path("duplicated").asInt())
                .as(whole.toString())
                .isZero();
    }

    /** {@code -Dreconcile.runs=100} for many. What both sides had before a run is right, and only what lacks is told. */
    @Test
    @Order(7)
    void nothingFalseIsReportedWhileEventsCome() throws Exception {
        int from = 6 * ROWS;
        String all = "/v0/reconcile/events?dry_run=true&both_ways=true&" + range(from, 100 * ROWS);
        try (TrafficOnBothSides traffic = new TrafficOnBothSides(from)) {
            for (int i = 0; i < Integer.getInteger("reconcile.runs", 3); i++) {
                Set<String> before = traffic.whole();
                JsonNode found = run(all);
                assertThat(found.path("status").asText()).as(found.toString()).isEqualTo("done");
                assertThat(found.path("duplicated").asInt()
                                + found.path("differing").asInt())
                        .as(found.toString())
                        .isZero();
                Set<String> missing = ids(found, "missing");
                assertThat(missing).as("missing").noneMatch(before::contains).allMatch(traffic::databaseFirst);
                Set<String> extra = ids(found, "extra");
                assertThat(extra).as("extra").noneMatch(before::contains).noneMatch(traffic::databaseFirst);
            }
        }
        JsonNode rest = run(all);
        assertThat(rest.path("missing").asInt() + rest.path("extra").asInt())
                .as(rest.toString())
                .isZero();
    }

    /** The process ends while a run is at work; the next one takes it up. */
    private void restartInTheMiddle(int from, int count) throws Exception {
        JsonNode run = Json.tree(
                start("/v0/reconcile/events?" + range(from, from + count)).body());
        stack.close();
        stack = open();
        JsonNode ended = ended(run);
        assertThat(ended.path("status").asText()).as(ended.toString()).isEqualTo("done");
    }
}
