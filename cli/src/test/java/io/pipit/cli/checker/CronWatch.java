package io.pipit.cli.checker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.pipit.cli.checker.Answer.Cells;
import io.pipit.cli.checker.Answer.Place;
import io.pipit.core.block.PositionVector;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches the rows that a copy appends by schedules: a set of them for each firing, once, in the order of the times, without a gap, and each
 * counts exactly what lies below the edge of its run.
 */
final class CronWatch implements Runnable {
    /** Without any further firing. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(400);

    /** Of each schedule of {@link Versions}. */
    private static final long PERIOD_SECONDS = 30;

    private static final String QUERY =
            "SELECT schedule, toUnixTimestamp(firing) AS at, toUnixTimestamp(previous) AS before, writer AS w, ticks AS c,"
                    + " total AS s, ids AS u, newest AS m FROM ticks_firings FORMAT JSON";

    /** Each of its times, or with one firing for all that were missed. */
    private static final Map<String, Optional<Long>> STEPS =
            Map.of("every_time", Optional.of(PERIOD_SECONDS), "one_for_all", Optional.empty());

    /** What one run has written. */
    private record Fired(long before, Map<Integer, Cells> rows) {}

    private final Asking asking;
    private final Ledger ledger;
    private final AtomicBoolean stop;
    private final AtomicReference<AssertionError> wrong;
    private final Map<String, TreeMap<Long, Fired>> fired = new HashMap<>();
    private final Map<String, Set<String>> edges = new HashMap<>();
    private final Set<String> judged = new HashSet<>();
    private final AtomicLong right = new AtomicLong();
    private final AtomicLong firings = new AtomicLong();
    private volatile long seenUntil;

    CronWatch(Asking asking, Ledger ledger, AtomicBoolean stop, AtomicReference<AssertionError> wrong) {
        this.asking = asking;
        this.ledger = ledger;
        this.stop = stop;
        this.wrong = wrong;
    }

    /** How many firings have been seen, each once. */
    long firings() {
        return firings.get();
    }

    /** Of how many the rows were compared with what lies below the edge of their run. */
    long right() {
        return right.get();
    }

    @Override
    public void run() {
        new Repeatedly(stop, wrong).run(() -> true, () -> {
            edges();
            look();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2_000));
        });
    }

    /** Waits until all times up to now have fired, as long as they go on, and one at least could be compared. */
    void awaitNow() {
        long now = Instant.now().getEpochSecond();
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        long known = firings();
        while (going() && (seenUntil <= now - PERIOD_SECONDS || right() == 0)) {
            if (firings() > known) {
                known = firings();
                deadline = System.nanoTime() + PATIENCE_NANOS;
            }
            if (System.nanoTime() > deadline) {
                wrong.compareAndSet(
                        null,
                        new AssertionError("Schedules stand still: the last firing of one was at "
                                + Instant.ofEpochSecond(seenUntil) + ", it was " + Instant.ofEpochSecond(now) + ", "
                                + right() + " were compared; last error: " + asking.lastError()));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private boolean going() {
        return !stop.get() && wrong.get() == null;
    }

    /** The edges of the runs of a firing: mostly one. */
    private void edges() throws InterruptedException {
        Optional<JsonNode> history = asking.json("GET", "/v0/schedules/every_time/history");
        for (JsonNode run : history.orElseGet(MissingNode::getInstance).path("runs")) {
            String edge = run.path("edge").asText();
            if (!edge.isEmpty()) {
                edges.computeIfAbsent(run.path("run_key").asText(), k -> new HashSet<>())
                        .add(edge);
            }
        }
    }

    private void look() throws InterruptedException {
        int known = ledger.size();
        Set<Request> open = ledger.inFlight();
        Optional<JsonNode> answer = asking.json("GET", "/v0/sql?q=" + URLEncoder.encode(QUERY, StandardCharsets.UTF_8));
        if (answer.isEmpty()) {
            return;
        }
        Map<String, TreeMap<Long, Fired>> now = new HashMap<>();
        for (JsonNode row : answer.get().path("data")) {
            add(now, row);
        }
        for (Map.Entry<String, TreeMap<Long, Fired>> one : now.entrySet()) {
            chained(one.getKey(), one.getValue());
            TreeMap<Long, Fired> before = fired.getOrDefault(one.getKey(), new TreeMap<>());
            before.forEach((at, was) -> {
                if (!was.equals(one.getValue().get(at))) {
                    throw new AssertionError("The rows of a firing have changed: " + place(one.getKey(), at) + " from "
                            + was + " to " + one.getValue().get(at));
                }
            });
        }
        fired.putAll(now);
        firings.set(fired.values().stream().mapToLong(TreeMap::size).sum());
        seenUntil = STEPS.keySet().stream()
                .mapToLong(name -> fired.getOrDefault(name, new TreeMap<>()).isEmpty()
                        ? 0
                        : fired.get(name).lastKey())
                .min()
                .orElse(0);
        while (going() && !open.stream().allMatch(Request::ended)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        if (going()) {
            fired.forEach((name, all) -> all.forEach((at, one) -> judge(name, at, one, known)));
        }
    }

    private static void add(Map<String, TreeMap<Long, Fired>> now, JsonNode row) {
        String name = row.path("schedule").asText();
        long at = row.path("at").asLong();
        long before = row.path("before").asLong();
        Fired one = now.computeIfAbsent(name, n -> new TreeMap<>())
                .computeIfAbsent(at, t -> new Fired(before, new TreeMap<>()));
        Cells cells = new Cells(
                row.path("c").asLong(),
                row.path("s").asLong(),
                row.path("u").asLong(),
                row.path("m").asLong());
        if (one.before() != before || one.rows().put(row.path("w").asInt(), cells) != null) {
            throw new AssertionError("Run twice: " + place(name, at) + ", " + row);
        }
    }

    /** No time is left out, and the range of each begins where that of the one before ended. */
    private static void chained(String name, TreeMap<Long, Fired> all) {
        Long last = null;
        for (Map.Entry<Long, Fired> one : all.entrySet()) {
            long before = one.getValue().before();
            boolean step = STEPS.get(name).map(s -> one.getKey() - before == s).orElse(true);
            if (last != null && before != last || !step) {
                throw new AssertionError("A gap: the firing before " + place(name, one.getKey()) + " was at "
                        + (last == null ? "none" : Instant.ofEpochSecond(last)) + ", and it says "
                        + Instant.ofEpochSecond(before));
            }
            last = one.getKey();
        }
    }

    private void judge(String name, long at, Fired one, int known) {
        String place = place(name, at);
        Set<String> of = new HashSet<>();
        edges.forEach((key, found) -> {
            if (key.contains(name) && key.contains(Instant.ofEpochSecond(at).toString())) {
                of.addAll(found);
            }
        });
        if (of.isEmpty() || !judged.add(place)) {
            return;
        }
        Map<Place, Cells> rows = new HashMap<>();
        one.rows().forEach((writer, cells) -> {
            if (writer >= 0) {
                rows.put(new Place(Table.SNAPSHOT, writer, 0), cells);
            }
        });
        AssertionError last = null;
        for (String edge : of) {
            try {
                Answer answer = new Answer(PositionVector.parse(edge), rows, one.toString());
                new Cursor(ledger, List.of(Table.SNAPSHOT)).judge(answer, known, 0);
                right.incrementAndGet();
                return;
            } catch (AssertionError e) {
                last = e;
            }
        }
        throw new AssertionError("The run of " + place + " counts something else than its edge says", last);
    }

    private static String place(String name, long at) {
        return name + " at " + Instant.ofEpochSecond(at);
    }
}
