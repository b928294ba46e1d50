package io.pipit.cli.chaos.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.cli.checker.PipitProcess;
import io.pipit.cli.client.ApiClient;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A {@code pipit dev} that is killed at random moments and started again. */
final class KilledPipit implements AutoCloseable {
    /** Kills of each piece of work: {@code -Dchaos.kills=20} for many. */
    static final int KILLS = Integer.getInteger("chaos.kills", 2);

    private static final Duration READY = Duration.ofSeconds(180);
    private static final long PATIENCE_SECONDS = 180;
    private static final long STEP_NANOS = 50_000_000;

    private final Path project;
    private final Random random;
    private final PipitProcess process;
    private final ApiClient api;

    /** On a folder without files yet. Says how the run is repeated. */
    KilledPipit(Path project, String test) throws IOException {
        long seed = Long.getLong("seed", System.nanoTime() % 1_000_000);
        System.out.println("mvn verify -Pchaos -Dit.test=" + test + " -Dchaos.kills=" + KILLS + " -Dseed=" + seed);
        this.project = Files.createDirectories(project);
        this.random = new Random(seed);
        this.process = new PipitProcess(project);
        this.api = new ApiClient(process.api(""));
        write("pipit.yaml", "speed.commit-interval: 2s\nlog.partitions: " + (1 + random.nextInt(2)) + "\n");
    }

    /** A file of the project. */
    void write(String path, String text) throws IOException {
        Path file = project.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** A view that counts the rows of a data source by kind, into a column of its name, and sums their ids. */
    void countedByKind(String source) throws IOException {
        write("by_kind.datasource", """
                SCHEMA >
                    `kind` String,
                    `%s` AggregateFunction(count),
                    `total` SimpleAggregateFunction(sum, UInt64)
                ENGINE "AggregatingMergeTree"
                ENGINE_SORTING_KEY "kind"
                """.formatted(source));
        write("by_kind_mv.pipe", """
                NODE counted
                SQL >
                    SELECT kind, countState() AS %1$s, sum(id) AS total FROM %1$s GROUP BY kind
                TYPE materialized
                DATASOURCE by_kind
                """.formatted(source));
    }

    void start() throws IOException {
        process.start();
        process.awaitReady(READY);
    }

    /** Kills it within some time from now, and starts it again: once, or twice when it is killed while it starts. */
    void killWithin(int millis) throws Exception {
        pause(millis);
        process.kill();
        if (random.nextInt(4) == 0) {
            process.start();
            pause(4_000);
            process.kill();
        }
        start();
    }

    private void pause(int atMostMillis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(atMostMillis));
        for (long left = deadline - System.nanoTime(); left > 0; left = deadline - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    ApiClient api() {
        return api;
    }

    Random random() {
        return random;
    }

    /** The answer to a query, as CSV. */
    String sql(String query) {
        return api.post("/v0/sql", query + " FORMAT CSV").body().strip();
    }

    /** Asks until the answer is the expected one. */
    void awaitAnswer(String query, String expected) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        String answer = answer(query);
        while (!answer.equals(expected) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(STEP_NANOS);
            answer = answer(query);
        }
        assertThat(answer).as(() -> query + "\n" + process.output()).isEqualTo(expected);
    }

    /** Just after a start a query may be refused for a moment. */
    private String answer(String query) {
        try {
            return sql(query);
        } catch (PipitException e) {
            return e.getMessage();
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.close();
    }
}
