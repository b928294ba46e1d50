package io.pipit.bench.result;

import java.util.List;
import java.util.Optional;

/**
 * A number that Pipit wants to keep.
 *
 * @param name for people
 * @param scenario that measures it
 * @param situation of Pipit's row; an empty text stands for any
 * @param value name of the value in that row
 * @param limit that it should not exceed, or, where {@code times} is set, that it should reach
 * @param times when not empty: the limit is for the same value of this other row divided by Pipit's
 */
record Target(String name, String scenario, String situation, String value, double limit, Optional<Other> times) {
    /** A row to compare with. */
    record Other(String subject, String situation) {}

    /** What was measured for a target. */
    record Outcome(Target target, double measured) {
        boolean met() {
            return target.times().isPresent() ? measured >= target.limit() : measured <= target.limit();
        }
    }

    private static final String CPU = "CPU µs an event";

    static final List<Target> ALL = List.of(
            most("end to end, bodies of 10,000 rows: µs of CPU an event", "endtoend", "bodies of 10000", CPU, 9),
            most("end to end, bodies of 1,000 rows: µs of CPU an event", "endtoend", "bodies of 1000", CPU, 11),
            new Target(
                    "times less CPU than the Flink SQL job without mini-batch (at least)",
                    "endtoend",
                    "bodies of 10000",
                    CPU,
                    3,
                    Optional.of(new Other("Flink SQL", "without mini-batch"))),
            most("freshness of raw rows, p50 ms", "freshness", "raw table", "p50 ms", 15),
            most("freshness of raw rows, p99 ms", "freshness", "raw table", "p99 ms", 60),
            most("freshness of views, p50 ms", "freshness", "view", "p50 ms", 35),
            most("freshness of views, p99 ms", "freshness", "view", "p99 ms", 100),
            most("pre-aggregated endpoint, idle, p99 ms", "endpoints", "pre-aggregated, idle", "p99 ms", 5),
            most(
                    "pre-aggregated endpoint at half load, p99 ms",
                    "endpoints",
                    "pre-aggregated, half load",
                    "p99 ms",
                    10),
            most("seconds to ready", "startup", "start", "seconds to ready", 4),
            most("seconds to ready after kill -9", "startup", "restart after kill -9", "seconds to ready", 6),
            most("resident memory idle, MB", "startup", "idle", "resident MB", 800),
            new Target(
                    "deduplicating replace: times less time than Flink SQL's INSERT OVERWRITE (at least)",
                    "batch",
                    "deduplicating replace",
                    "seconds",
                    5,
                    Optional.of(new Other("Flink SQL", "deduplicating replace"))),
            new Target(
                    "deduplicating replace: the ClickHouse engine's share of its time (at least)",
                    "batch",
                    "deduplicating replace",
                    "seconds",
                    1 / 1.5,
                    Optional.of(new Other("ClickHouse engine", "deduplicating replace"))),
            new Target(
                    "four views over history: DuckDB's share of its time (at least)",
                    "batch",
                    "four views over history",
                    "seconds",
                    1 / 1.5,
                    Optional.of(new Other("DuckDB", "four views over history"))),
            most(
                    "comparing rows with PostgreSQL, nothing missing: seconds",
                    "reconcile",
                    "nothing missing",
                    "seconds",
                    30),
            most("the same, rows that come over, %", "reconcile", "nothing missing", "transferred, %", 1),
            most("comparing, and putting in 10,000 rows: seconds", "reconcile", "10000 missing, put in", "seconds", 30),
            most(
                    "peak of resident memory of the process that compares, 10,000 rows missing, MB",
                    "reconcile",
                    "role schedule: 10000 missing",
                    "peak MB",
                    512),
            most(
                    "requests that fail while another sorting key is deployed",
                    "batch",
                    "deployment of another sorting key",
                    "failed requests",
                    0));

    private static Target most(String name, String scenario, String situation, String value, double limit) {
        return new Target(name, scenario, situation, value, limit, Optional.empty());
    }

    /** What the results say of it; empty when it was not measured. */
    Optional<Outcome> judge(List<Result> results) {
        return results.stream()
                .filter(r -> r.scenario().equals(scenario))
                .findFirst()
                .flatMap(this::judge);
    }

    private Optional<Outcome> judge(Result result) {
        Optional<Double> own = value(result, "Pipit", situation);
        if (times.isEmpty()) {
            return own.map(v -> new Outcome(this, v));
        }
        Optional<Double> other =
                value(result, times.get().subject(), times.get().situation());
        return own.flatMap(mine -> other.map(theirs -> new Outcome(this, theirs / mine)));
    }

    private Optional<Double> value(Result result, String subject, String where) {
        return result.rows().stream()
                .filter(row -> row.subject().equals(subject) && row.situation().equals(where))
                .map(row -> row.values().get(value))
                .filter(v -> v != null)
                .findFirst();
    }
}
