package io.pipit.bench.scenario;

import io.pipit.bench.Say;
import io.pipit.bench.Setup;
import io.pipit.bench.micro.BlockBench;
import io.pipit.bench.micro.QueryBench;
import io.pipit.bench.result.Row;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Microbenchmarks of what runs for every event and every request. */
public final class HotPaths implements Scenario {
    @Override
    public String letter() {
        return "f";
    }

    @Override
    public String name() {
        return "hotpaths";
    }

    @Override
    public String title() {
        return "(f) Hot paths";
    }

    @Override
    public String explanation() {
        return """
                JMH, one thread, one fork, average time. What handles blocks is given for one row of a block of 10,000; what handles requests for one request. *Merge* folds the
                rollup's partial rows (10,000 of them into 1,000) in the engine, for one row.
                """;
    }

    @Override
    public List<Row> run(Setup setup, Say say) {
        boolean quick = setup.events() < 1_000_000;
        Options options = new OptionsBuilder()
                .include(BlockBench.class.getName())
                .include(QueryBench.class.getName())
                .forks(1)
                .warmupIterations(quick ? 1 : 3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(quick ? 1 : 4)
                .measurementTime(TimeValue.seconds(1))
                .verbosity(VerboseMode.SILENT)
                .jvmArgsAppend("-Xmx1g", "-XX:+UseSerialGC", "-Dpipit.home=" + setup.home())
                .build();
        try {
            List<Row> rows = new ArrayList<>();
            for (RunResult result : new Runner(options).run()) {
                String method = result.getParams().getBenchmark().replaceAll(".*\\.", "");
                rows.add(Row.of("Pipit", BlockBench.NAMES.getOrDefault(method, method))
                        .with("µs", result.getPrimaryResult().getScore())
                        .with("± µs", result.getPrimaryResult().getScoreError()));
            }
            return rows;
        } catch (RunnerException e) {
            throw new IllegalStateException(e);
        }
    }
}
