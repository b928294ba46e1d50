package io.pipit.cli.checker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.cli.checker.Ledger.Event;
import io.pipit.cli.checker.Ledger.FinalEvents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Kills the whole process at random moments while events are sent and queries run, starts it again, and knows the right answer for
 * every position vector: every acknowledged event once in the raw table and in each view, and no read ever wrong.
 */
final class KillRounds {
    private static final int WRITERS = 4;
    private static final Duration READY = Duration.ofSeconds(90);

    private final Path project;
    private final long seed;
    private final Random random;
    private final Ledger ledger = new Ledger();
    private final AtomicBoolean stopWriters = new AtomicBoolean();
    private final AtomicBoolean stopReader = new AtomicBoolean();
    private final AtomicReference<AssertionError> wrong = new AtomicReference<>();
    private final ObjectMapper json = new ObjectMapper();

    KillRounds(Path folder, long seed) throws IOException, URISyntaxException {
        this.project = folder.resolve("project");
        this.seed = seed;
        this.random = new Random(seed);
        copyProject();
    }

    /** Runs so many kills; fails at the first wrong answer. */
    void run(int kills) throws Exception {
        System.out.println("Kill rounds: " + kills + " kills, -Dseed=" + seed);
        try (PipitProcess pipit = new PipitProcess(project)) {
            pipit.start();
            pipit.awaitReady(READY);
            TickReader reader = new TickReader(pipit, ledger, stopReader, wrong);
            List<Thread> writers = startWriters(pipit);
            Thread reading = start("reader", reader);
            for (int i = 1; i <= kills; i++) {
                pauseAtMost(i % 4 == 0 ? 1_500 : 9_000);
                failIfWrong(pipit);
                pipit.kill();
                pipit.start();
                if (random.nextInt(4) == 0) {
                    pauseAtMost(4_000); // killed again while it starts
                    pipit.kill();
                    pipit.start();
                }
                pipit.awaitReady(READY);
                System.out.println("  kill " + i + " of " + kills + ": " + ledger.size() + " requests, "
                        + reader.judged() + " answers judged right");
            }
            pauseAtMost(3_000);
            stopWriters.set(true);
            for (Thread writer : writers) {
                writer.join();
            }
            checkEnd(pipit);
            stopReader.set(true);
            reading.join();
            failIfWrong(pipit);
            assertThat(reader.judged()).as("answers judged").isPositive();
        }
    }

    private List<Thread> startWriters(PipitProcess pipit) {
        return Stream.iterate(0, w -> w + 1)
                .limit(WRITERS)
                .map(w -> start("writer-" + w, new TickWriter(pipit, ledger, w, seed, stopWriters)))
                .toList();
    }

    private static Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void failIfWrong(PipitProcess pipit) {
        AssertionError error = wrong.get();
        if (error != null) {
            throw new AssertionError("-Dseed=" + seed + "\n" + pipit.output(), error);
        }
    }

    /** Every acknowledged event once, in each table; of those without an answer each at most once and in all tables alike. */
    private void checkEnd(PipitProcess pipit) throws IOException, InterruptedException {
        FinalEvents events = ledger.finalEvents();
        Map<String, Long> raw = waitForAll(pipit, "ticks", events);
        Map<String, Long> rows = waitForAll(pipit, "ticks_rows", events);
        assertThat(rows)
                .as("-Dseed=" + seed + ": the view of rows equals the raw table")
                .isEqualTo(raw);
        assertThat(raw.keySet()).containsAll(events.certain().keySet());
        Set<String> unexpected = new HashSet<>(raw.keySet());
        unexpected.removeAll(events.certain().keySet());
        unexpected.removeAll(events.possible().keySet());
        assertThat(unexpected).as("events that nobody sent").isEmpty();
        raw.forEach((id, value) -> {
            Event sent = events.certain().getOrDefault(id, events.possible().get(id));
            assertThat(value).as("value of " + id).isEqualTo(sent.value());
        });
        long merged = query(pipit, "SELECT uniqMerge(ids) AS n FROM ticks_by_minute FORMAT JSON")
                .get("data")
                .get(0)
                .get("n")
                .asLong();
        if (raw.size() <= 60_000) {
            assertThat(merged).as("distinct ids in the view").isEqualTo(raw.size());
        }
    }

    private Map<String, Long> waitForAll(PipitProcess pipit, String table, FinalEvents events)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            Map<String, Long> held = new HashMap<>();
            for (JsonNode row : query(pipit, "SELECT event_id, value FROM " + table + " FORMAT JSON")
                    .get("data")) {
                Long twice =
                        held.put(row.get("event_id").asText(), row.get("value").asLong());
                assertThat(twice)
                        .as("-Dseed=" + seed + ": " + row + " stands twice in " + table)
                        .isNull();
            }
            if (held.keySet().containsAll(events.certain().keySet())) {
                return held;
            }
            assertThat(System.nanoTime())
                    .as("-Dseed=" + seed + ": " + table + " holds " + held.size() + " of "
                            + events.certain().size() + " acknowledged events after 60 s\n" + pipit.output())
                    .isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private JsonNode query(PipitProcess pipit, String sql) throws IOException, InterruptedException {
        HttpResponse<String> answer = pipit.http()
                .send(
                        HttpRequest.newBuilder(pipit.api("/v0/sql?q=" + URLEncoder.encode(sql, StandardCharsets.UTF_8)))
                                .timeout(Duration.ofSeconds(30))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readTree(answer.body());
    }

    private void pauseAtMost(int millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(millis) + 50);
        while (System.nanoTime() < deadline && wrong.get() == null) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private void copyProject() throws IOException, URISyntaxException {
        Path source = Path.of(KillRounds.class.getResource("/checker-project").toURI());
        try (Stream<Path> files = Files.walk(source)) {
            files.forEach(file -> {
                try {
                    Path target = project.resolve(source.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(target);
                    } else {
                        Files.copy(file, target);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
