package io.pipit.bench.micro;

import io.pipit.core.project.PipeQueries;
import io.pipit.core.sql.TranslatedQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What happens to a request before the engine has it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class QueryBench {
    private static final Map<String, List<String>> SAME =
            Map.of("start", List.of("2026-01-01 00:00:00"), "until", List.of("2026-01-01 00:10:00"));

    private PipeQueries queries;
    private long number;

    /** Compiles the project. */
    @Setup
    public void compile() throws IOException {
        queries = new PipeQueries(BenchPlan.compile(Path.of(System.getProperty("pipit.home"))));
    }

    /** The same parameters again. */
    @Benchmark
    public TranslatedQuery template() {
        return queries.pipe("preaggregated", SAME);
    }

    /** A text that was never seen. */
    @Benchmark
    public TranslatedQuery translation() {
        number++;
        return queries.sql(
                "SELECT minute, action, countMerge(hits) AS hits FROM hits_by_minute WHERE minute >= '2026-01-01 00:00:00'"
                        + " AND minute < '2026-01-02 00:00:00' AND version != '" + number
                        + "' GROUP BY minute, action ORDER BY minute, action",
                Map.of());
    }
}
