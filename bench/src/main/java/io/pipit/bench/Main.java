package io.pipit.bench;

import io.pipit.bench.load.WebEvents;
import io.pipit.bench.process.Folders;
import io.pipit.bench.result.Report;
import io.pipit.bench.result.Result;
import io.pipit.bench.result.ResultFiles;
import io.pipit.bench.result.Row;
import io.pipit.bench.scenario.Batch;
import io.pipit.bench.scenario.EndToEnd;
import io.pipit.bench.scenario.Endpoints;
import io.pipit.bench.scenario.Freshness;
import io.pipit.bench.scenario.HotPaths;
import io.pipit.bench.scenario.Ingest;
import io.pipit.bench.scenario.Reconcile;
import io.pipit.bench.scenario.Scenario;
import io.pipit.bench.scenario.Slots;
import io.pipit.bench.scenario.StartUp;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench/run}. */
@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        description = {
            "Measures Pipit beside its peers and writes bench/results/*.json and docs/benchmarks.md.",
            "",
            "  a  ingest     HTTP to durable, against Kafka's own producer test",
            "  b  endtoend   raw rows and four views, all committed, against Flink SQL and the ClickHouse engine",
            "  c  freshness  from sending to visible",
            "  d  endpoints  latency and cost of endpoints, against DuckDB and PostgreSQL",
            "  e  startup    time to ready, restart after a kill, memory",
            "  f  hotpaths   microbenchmarks (JMH)",
            "  g  slots      working off a log with one slot and with two",
            "  h  tables     what hundreds of tables take",
            "  i  batch      copies, filling of views and deployments, against Flink SQL, ClickHouse and DuckDB",
            "  j  reconcile  comparing with a table of PostgreSQL, and putting in what is missing",
            ""
        })
public final class Main implements Callable<Integer> {
    private static final List<Scenario> SCENARIOS = List.of(
            new Ingest(),
            new EndToEnd(),
            new Freshness(),
            new Endpoints(),
            new StartUp(),
            new HotPaths(),
            new Slots(),
            new Batch(),
            new Reconcile());
    private static final long SEED = 20_260_101;

    @Parameters(arity = "0..*", paramLabel = "SCENARIO", description = "Letters or names.")
    private List<String> wanted = List.of();

    @Option(names = "--all", description = "All scenarios.")
    private boolean all;

    @Option(names = "--events", paramLabel = "N", description = "Events a measurement (default: ${DEFAULT-VALUE}).")
    private int events = 1_000_000;

    @Option(names = "--quick", description = "100,000 events and short times: for trying, not for quoting.")
    private boolean quick;

    @Option(names = "--report", description = "Write docs/benchmarks.md from the kept results.")
    private boolean report;

    private Main() {}

    /** Runs and ends with an exit code. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Path home = Path.of(System.getProperty("pipit.home"));
        ResultFiles results = new ResultFiles(home.resolve("bench/results"));
        List<Scenario> chosen = SCENARIOS.stream()
                .filter(s -> all || wanted.contains(s.letter()) || wanted.contains(s.name()))
                .toList();
        if (chosen.isEmpty() && !report) {
            CommandLine.usage(this, System.out);
            return 2;
        }
        long start = System.nanoTime();
        boolean complete = true;
        for (Scenario scenario : chosen) {
            complete &= measure(scenario, home, results);
        }
        List<Result> found =
                SCENARIOS.stream().flatMap(s -> results.read(s.name()).stream()).toList();
        Files.writeString(home.resolve("docs/benchmarks.md"), new Report().text(found));
        System.out.printf(Locale.ROOT, "%nAll in %.0f s; see docs/benchmarks.md.%n", (System.nanoTime() - start) / 1e9);
        return complete ? 0 : 1;
    }

    private boolean measure(Scenario scenario, Path home, ResultFiles results) throws IOException {
        long start = System.nanoTime();
        Say say = text -> System.out.printf(Locale.ROOT, "%5.0f s  %s%n", (System.nanoTime() - start) / 1e9, text);
        System.out.println("== " + scenario.letter() + " " + scenario.title());
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        Path scratch = Files.createTempDirectory("pipit-bench");
        Setup setup = new Setup(home, scratch, quick ? 100_000 : events, quick ? 6 : 15, WebEvents.read(home, SEED));
        try {
            List<Row> rows = scenario.run(setup, say);
            results.write(new Result(
                    scenario.name(),
                    scenario.title(),
                    scenario.explanation(),
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                    Machine.describe(),
                    load,
                    setup.events(),
                    rows));
            rows.forEach(row -> say.line(row.subject() + ", " + row.situation() + ": " + row.values()));
            return true;
        } catch (RuntimeException e) {
            say.line("FAILED: " + e);
            e.printStackTrace();
            return false;
        } finally {
            Folders.delete(scratch);
        }
    }
}
