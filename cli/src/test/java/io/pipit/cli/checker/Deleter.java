package io.pipit.cli.checker;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PositionVector;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Appends rows to a table of its own, as events and as files, and deletes them again, batch by batch. Batches that are not being
 * deleted must be whole in every answer; one that is may be there or not; one whose deletion is done must go, and stay away until it
 * is written again. The same of what a view makes of a table whose deletions travel.
 */
final class Deleter implements Runnable {
    private static final int BATCHES = 8;
    private static final int LARGEST = 900;
    private static final long SHOWN_NANOS = TimeUnit.SECONDS.toNanos(300);

    /**
     * What is written, and where that is looked at.
     *
     * @param table of batches and values
     * @param query batch, count and sum of each batch
     * @param manner parameters of deletions
     * @param always whether rows come and go all the time, and not on request
     */
    record Subject(String table, String query, String manner, boolean always) {
        /** Rows of a table. */
        static final Subject ROWS = new Subject(
                "marks",
                "SELECT batch AS b, toInt64(count()) AS c, toInt64(sum(value)) AS s FROM marks GROUP BY batch FORMAT JSON",
                "",
                true);

        /** What a view makes of a table, from which rows are deleted on request. */
        static final Subject VIEW = new Subject(
                "stamps",
                "SELECT batch AS b, toInt64(countMerge(stamps)) AS c, toInt64(sumMerge(total)) AS s FROM stamps_by_batch"
                        + " GROUP BY batch FORMAT JSON",
                "&cascade=true",
                false);
    }

    /** How many rows of a batch there are, with their sum. */
    private record Content(long count, long sum) {
        static final Content NONE = new Content(0, 0);
    }

    private final Subject subject;
    private final Semaphore requested = new Semaphore(0);
    private final AtomicLong unfinished = new AtomicLong();
    private final Target pipit;
    private final Asking asking;
    private final Random random;
    private final AtomicBoolean stop;
    private final AtomicReference<AssertionError> wrong;
    private final AtomicLong judged = new AtomicLong();
    private final AtomicLong deletions = new AtomicLong();
    /** What answers may say of each batch. */
    private final Map<Integer, Set<Content>> allowed = new TreeMap<>();

    /** Batches of which nobody knows whether a deletion still runs: it may be taken up again whenever a process starts. */
    private final Set<Integer> haunted = new HashSet<>();

    private PositionVector written = PositionVector.START;
    private int number;

    Deleter(
            Subject subject,
            Target pipit,
            Asking asking,
            Random random,
            AtomicBoolean stop,
            AtomicReference<AssertionError> wrong) {
        this.subject = subject;
        this.pipit = pipit;
        this.asking = asking;
        this.random = random;
        this.stop = stop;
        this.wrong = wrong;
        for (int batch = 0; batch < BATCHES; batch++) {
            allowed.put(batch, Set.of(Content.NONE));
        }
    }

    /** Writes a few batches and deletes one, soon. */
    void request() {
        unfinished.incrementAndGet();
        requested.release();
    }

    /** Whether all that was requested has been done, or is not known to be. */
    boolean idle() {
        return unfinished.get() == 0;
    }

    /** How many deletions were done and seen. */
    long deletions() {
        return deletions.get();
    }

    /** How many answers were judged, all of them right. */
    long judged() {
        return judged.get();
    }

    @Override
    public void run() {
        try {
            while (going()) {
                if (subject.always()) {
                    round();
                } else if (requested.tryAcquire(100, TimeUnit.MILLISECONDS)) {
                    round();
                    unfinished.decrementAndGet();
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(subject.always() ? 4_000 : 100)));
            }
        } catch (AssertionError e) {
            wrong.compareAndSet(null, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | IOException e) {
            wrong.compareAndSet(null, new AssertionError("The checker itself failed", e));
        }
    }

    private void round() throws InterruptedException, IOException {
        append(random.nextInt(BATCHES));
        judge();
        int batch = random.nextInt(BATCHES);
        if ((!subject.always() || random.nextInt(3) > 0) && !isHaunted(batch)) {
            append(batch);
            delete(batch);
        }
    }

    private boolean going() {
        return !stop.get() && wrong.get() == null;
    }

    // --- append

    private boolean isHaunted(int batch) {
        return haunted.contains(batch);
    }

    /** Repeats the request under its key until it is acknowledged: then its rows count once. */
    private void append(int batch) throws InterruptedException {
        if (isHaunted(batch)) {
            return; // whether the deletion would take these rows too cannot be said
        }
        int count = 1 + random.nextInt(LARGEST);
        boolean file = random.nextInt(3) == 0;
        StringBuilder body = new StringBuilder(file ? "batch,value\n" : "");
        long sum = 0;
        for (int i = 0; i < count; i++) {
            int value = random.nextInt(1_000_000);
            sum += value;
            body.append(file ? batch + "," + value : "{\"batch\":" + batch + ",\"value\":" + value + "}")
                    .append('\n');
        }
        String path = file
                ? "/v0/datasources?name=" + subject.table() + "&mode=append&format=csv"
                : "/v0/events?name=" + subject.table();
        String key = subject.table() + "-" + number++;
        while (going()) {
            Optional<PositionVector> position = send(path, key, body.toString());
            if (position.isPresent()) {
                TreeMap<LogPartition, Long> further = new TreeMap<>(written.next());
                position.get().next().forEach((p, next) -> further.merge(p, next, Math::max));
                written = new PositionVector(further);
                Set<Content> more = new HashSet<>();
                for (Content before : allowed.get(batch)) {
                    more.add(new Content(before.count() + count, before.sum() + sum));
                }
                allowed.put(batch, more);
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    private Optional<PositionVector> send(String path, String key, String body) throws InterruptedException {
        try {
            HttpResponse<String> answer = pipit.http()
                    .send(
                            HttpRequest.newBuilder(pipit.api(path))
                                    .timeout(Duration.ofSeconds(60))
                                    .header("Idempotency-Key", key)
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 == 2) {
                return answer.headers().firstValue("X-Pipit-Position").map(PositionVector::parse);
            }
            if (answer.statusCode() / 100 == 4) {
                throw new AssertionError(path + " was refused: " + answer.body());
            }
        } catch (IOException e) {
            // the process is down
        }
        return Optional.empty();
    }

    // --- delete

    private void delete(int batch) throws InterruptedException, IOException {
        int life = pipit.life();
        Set<Content> before = Set.copyOf(allowed.get(batch));
        String condition = URLEncoder.encode("batch = " + batch, StandardCharsets.UTF_8);
        Set<Content> either = new HashSet<>(before);
        either.add(Content.NONE);
        allowed.put(batch, either);
        Optional<JsonNode> job = asking.json(
                "POST",
                "/v0/datasources/" + subject.table() + "/delete?delete_condition=" + condition + subject.manner());
        if (job.isEmpty() || pipit.life() != life) {
            haunted.add(batch);
            return;
        }
        String id = job.get().get("id").asText();
        append((batch + 1 + random.nextInt(BATCHES - 1)) % BATCHES);
        while (going() && pipit.life() == life) {
            String status = asking.json("GET", "/v0/jobs/" + id)
                    .map(j -> j.get("status").asText())
                    .orElse("");
            if (status.equals("done")) {
                awaitGone(batch, life);
                return;
            }
            if (status.equals("error")) {
                break;
            }
            judge();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        haunted.add(batch); // the next process goes on with it, at an edge that nobody here knows
    }

    private void awaitGone(int batch, int life) throws InterruptedException {
        long deadline = System.nanoTime() + SHOWN_NANOS;
        while (going() && pipit.life() == life) {
            Optional<Map<Integer, Content>> shown = judge();
            if (shown.isPresent() && shown.get().get(batch).equals(Content.NONE)) {
                allowed.put(batch, Set.of(Content.NONE));
                deletions.incrementAndGet();
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "Batch " + batch + " of " + subject.table() + " is deleted and still shown: " + shown);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        haunted.add(batch);
    }

    // --- judge

    /** Asks, and compares; nothing when there is no answer. */
    private Optional<Map<Integer, Content>> judge() throws InterruptedException {
        String minimum = written.next().isEmpty()
                ? ""
                : "&min_position=" + URLEncoder.encode(written.toText(), StandardCharsets.UTF_8);
        Optional<JsonNode> answer =
                asking.json("GET", "/v0/sql?q=" + URLEncoder.encode(subject.query(), StandardCharsets.UTF_8) + minimum);
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        Map<Integer, Content> found = new TreeMap<>();
        allowed.keySet().forEach(b -> found.put(b, Content.NONE));
        for (JsonNode row : answer.get().get("data")) {
            found.put(
                    row.get("b").asInt(),
                    new Content(row.get("c").asLong(), row.get("s").asLong()));
        }
        found.forEach((batch, content) -> {
            if (!isHaunted(batch) && !allowed.get(batch).contains(content)) {
                throw new AssertionError(
                        "Batch " + batch + " of " + subject.table() + ", which has deletions: expected one of "
                                + allowed.get(batch) + ", found " + content + "; others " + found);
            }
        });
        // Rows that were seen to be gone do not come back.
        found.forEach((batch, content) -> allowed.put(
                batch,
                allowed.get(batch).stream()
                        .filter(c -> c.count() <= content.count())
                        .collect(Collectors.toSet())));
        judged.incrementAndGet();
        return Optional.of(found);
    }
}
