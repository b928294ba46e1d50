package io.pipit.cli.checker;

/** The writers. A keyed one repeats a request under its key until it is acknowledged; another never repeats. */
enum WriterKind {
    STEADY("ticks", true, 1, 30, 300),
    PLAIN("ticks", false, 1, 30, 300),
    /** Large requests. */
    BURSTS("ticks", true, 100, 400, 4_000),
    /** Sends events a second time in other requests, and waits until they are shown. */
    REPEATING("ticks", false, 1, 60, 500),
    /** Some of its requests make a view fail. */
    POISON("ticks", true, 1, 20, 800),
    /** Requests of several blocks. */
    BULK("ticks", true, 700, 1_500, 9_000),
    PULSES("pulses", true, 1, 100, 500),
    PULSES_PLAIN("pulses", false, 1, 20, 500);

    private final String source;
    private final boolean keyed;
    private final int fewest;
    private final int most;
    private final int pauseMillis;

    WriterKind(String source, boolean keyed, int fewest, int most, int pauseMillis) {
        this.source = source;
        this.keyed = keyed;
        this.fewest = fewest;
        this.most = most;
        this.pauseMillis = pauseMillis;
    }

    String source() {
        return source;
    }

    boolean keyed() {
        return keyed;
    }

    int fewest() {
        return fewest;
    }

    int most() {
        return most;
    }

    int pauseMillis() {
        return pauseMillis;
    }
}
