package io.pipit.cli.checker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.cli.checker.Ledger.Bounds;
import io.pipit.cli.checker.Ledger.Request;
import io.pipit.core.block.PositionVector;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Queries all tables in one statement, again and again. Every answer must be the same in all of them, and what the ledger says for
 * the position vector that the answer names. An answer is judged once every request that was on its way has ended.
 */
final class TickReader implements Runnable {
    private static final String QUERY = """
            SELECT 'raw' AS t, writer, count() AS c, sum(value) AS s FROM ticks GROUP BY writer
            UNION ALL
            SELECT 'minutes' AS t, writer, countMerge(ticks) AS c, sumMerge(total) AS s FROM ticks_by_minute GROUP BY writer
            UNION ALL
            SELECT 'writers' AS t, writer, countMerge(ticks) AS c, sumMerge(total) AS s FROM ticks_by_writer GROUP BY writer
            UNION ALL
            SELECT 'rows' AS t, writer, count() AS c, sum(value) AS s FROM ticks_rows GROUP BY writer
            FORMAT JSON""";
    static final Set<String> TABLES = Set.of("raw", "minutes", "writers", "rows");

    /** One table's counts by writer. */
    record Counts(Map<Integer, Long> count, Map<Integer, Long> sum) {}

    /** An answer that waits for its judgement. */
    private record Observation(
            PositionVector vector, Map<String, Counts> tables, Set<Request> open, int known, String body) {}

    private final PipitProcess pipit;
    private final Ledger ledger;
    private final AtomicBoolean stop;
    private final AtomicReference<AssertionError> wrong;
    private final ObjectMapper json = new ObjectMapper();
    private final Deque<Observation> waiting = new ArrayDeque<>();
    private long judged;

    TickReader(PipitProcess pipit, Ledger ledger, AtomicBoolean stop, AtomicReference<AssertionError> wrong) {
        this.pipit = pipit;
        this.ledger = ledger;
        this.stop = stop;
        this.wrong = wrong;
    }

    /** How many answers were judged, all of them right. */
    synchronized long judged() {
        return judged;
    }

    @Override
    public void run() {
        try {
            while (!stop.get() && wrong.get() == null) {
                observe();
                judgeEnded();
            }
        } catch (AssertionError e) {
            wrong.compareAndSet(null, e);
        }
    }

    private void observe() {
        try {
            HttpResponse<String> answer = pipit.http()
                    .send(
                            HttpRequest.newBuilder(
                                            pipit.api("/v0/sql?q=" + URLEncoder.encode(QUERY, StandardCharsets.UTF_8)))
                                    .timeout(Duration.ofSeconds(20))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                refuseUserErrors(answer);
                return;
            }
            Set<Request> open = ledger.inFlight();
            int known = ledger.size();
            waiting.add(new Observation(
                    PositionVector.parse(
                            answer.headers().firstValue("X-Pipit-Position").orElse("")),
                    counts(json.readTree(answer.body())),
                    open,
                    known,
                    answer.body()));
        } catch (IOException e) {
            // the process is down or starting: no answer is not a wrong answer
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void refuseUserErrors(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 == 4 && answer.statusCode() != 408 && answer.statusCode() != 429) {
            throw new AssertionError("The query was refused: " + answer.statusCode() + " " + answer.body());
        }
    }

    private synchronized void judgeEnded() {
        while (!waiting.isEmpty() && ledger.ended(waiting.peek().open())) {
            judge(waiting.poll());
            judged++;
        }
    }

    private void judge(Observation seen) {
        Map<Integer, Bounds> expected = ledger.at(seen.vector(), seen.known());
        Counts raw = seen.tables().get("raw");
        for (String table : TABLES) {
            if (!seen.tables().get(table).equals(raw)) {
                throw wrongAnswer("torn: '" + table + "' differs from 'raw'", seen, expected);
            }
        }
        expected.forEach((writer, bounds) -> {
            long count = raw.count().getOrDefault(writer, 0L);
            if (count < bounds.atLeast() || count > bounds.atMost()) {
                throw wrongAnswer("writer " + writer + " has " + count + " events", seen, expected);
            }
            if (bounds.atLeast() == bounds.atMost() && raw.sum().getOrDefault(writer, 0L) != bounds.sum()) {
                throw wrongAnswer("writer " + writer + " has other values", seen, expected);
            }
        });
    }

    private static AssertionError wrongAnswer(String what, Observation seen, Map<Integer, Bounds> expected) {
        return new AssertionError("Wrong answer, " + what + "\nat "
                + seen.vector().toText() + "\nexpected " + expected + "\nanswer " + seen.body());
    }

    static Map<String, Counts> counts(JsonNode answer) {
        Map<String, Counts> tables = new HashMap<>();
        TABLES.forEach(t -> tables.put(t, new Counts(new HashMap<>(), new HashMap<>())));
        for (JsonNode row : answer.get("data")) {
            Counts counts = tables.get(row.get("t").asText());
            counts.count().put(row.get("writer").asInt(), row.get("c").asLong());
            counts.sum().put(row.get("writer").asInt(), row.get("s").asLong());
        }
        return tables;
    }
}
