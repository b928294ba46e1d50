package io.pipit.bench.load;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Asks an endpoint about ten random minutes, one request after the other. */
public final class Asking {
    private static final int MINUTE = 60 * WebEvents.PER_SECOND;
    private static final int RANGE = 10 * MINUTE;
    private static final long SEED = 7;

    /** What came of it. */
    public record Answers(Latencies times) {}

    private final Http http;
    private final int events;

    /** Of a server that holds so many events. */
    public Asking(int port, int events) {
        this.http = new Http(port);
        this.events = events;
    }

    /** Asks for so long. */
    public Answers ask(String pipe, int seconds) {
        Latencies times = new Latencies();
        Random random = new Random(SEED);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < end) {
            long from = (long) random.nextInt(Math.max(1, events / MINUTE)) * MINUTE;
            Map<String, String> range = Map.of("start", WebEvents.time(from), "until", WebEvents.time(from + RANGE));
            long start = System.nanoTime();
            http.pipe(pipe, range);
            times.add(System.nanoTime() - start);
        }
        return new Answers(times);
    }
}
