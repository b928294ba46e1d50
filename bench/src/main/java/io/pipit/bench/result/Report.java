package io.pipit.bench.result;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The report of all results, as Markdown. */
public final class Report {
    private static final String HEAD = """
            # Benchmarks

            Written by `bench/run --report` from the files in `bench/results/`; do not edit it.

            CPU time is that of whole processes, read from the operating system: compiler, garbage collection, broker, HTTP, everything that the
            process and its children do between the first event and the last commit. The generator of the load is a process of its own and is not counted. Peers run one
            after the other in the same run on the same machine, on the same events: web requests of about 450 bytes as JSON (the example's, with ids of
            their own, a time that goes on, and new sessions every 10,000 events). CPU time depends less on what else the machine does than wall time; trust ratios
            more than absolute numbers.

            ## How to repeat it

            ```
            mvn -q -DskipTests package
            bench/run --all                    # everything, 1,000,000 events a measurement: ten to twelve minutes on two calm cores
            bench/run --all --quick            # everything with 100,000 events: for trying
            bench/run b d                      # two scenarios
            bench/run --report                 # only this page again, from the kept results
            ```

            Each run of a scenario replaces its file in `bench/results/`, and then this page is written anew.

            The Flink SQL peer downloads its jars on first use. The ClickHouse engine runs where `chdb` is installed (`npm install` in `bench/peers/clickhouse`, or a
            folder named by `CLICKHOUSE_ORACLE`), and is skipped with a note otherwise.

            """;

    private static final String NOTES = """
            What stands between the numbers and the targets, where one is missed (from [the profile](profile.md)):

            * *End to end.* No part is larger than a seventh: sorted Parquet 14 %, the views 10 % (each statement costs as much to parse and plan as to run on a few
              thousand rows), then the rows that serving keeps in memory, the broker and its clients, the intake. Nothing that was tried and left would take more than a
              thirtieth off.
            * *Freshness.* A request passes a dozen threads on its way (HTTP, intake, the producer's, the broker's, the consumer's, the task's, and once more those of the
              partial rows), on two cores that these share with each other, the load and the two questions; then an import and a statement for each view, 1 ms each. What
              asks takes half of the time until raw rows are seen, and a quarter of that for a view.
            * *Endpoints.* Two thirds of a request are the engine's: parsing 17 %, planning 23 %, execution 20 %. The slowest of a hundred takes 2.4 times as long as the usual
              one, as it does when DuckDB is asked alone, so 5 ms want a usual one of 2.
            * *Start.* It was not profiled for this page.
            """;

    private static final double CALM_LOAD = 2.5;

    /** The whole page. */
    public String text(List<Result> results) {
        return HEAD + targets(results) + results.stream().map(Report::section).collect(Collectors.joining("\n"));
    }

    private static String targets(List<Result> results) {
        List<Target.Outcome> outcomes =
                Target.ALL.stream().flatMap(t -> t.judge(results).stream()).toList();
        if (outcomes.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("## Targets\n\n| | target | measured | |\n|---|---:|---:|---|\n");
        for (Target.Outcome outcome : outcomes) {
            double limit = outcome.target().limit();
            double off = Math.abs(outcome.measured() - limit) / limit * 100;
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s |%n",
                    outcome.target().name(),
                    value(limit),
                    value(outcome.measured()),
                    outcome.met() ? "met" : String.format(Locale.ROOT, "**missed by %.0f %%**", off)));
        }
        return text + "\n" + NOTES + "\n";
    }

    private static String section(Result result) {
        StringBuilder text = new StringBuilder();
        text.append("## ").append(result.title()).append("\n\n");
        text.append(result.explanation().strip()).append("\n\n");
        Set<String> columns = new LinkedHashSet<>();
        result.rows().forEach(row -> columns.addAll(row.values().keySet()));
        text.append("| | | ").append(String.join(" | ", columns)).append(" |\n");
        text.append("|---|---|").append("---:|".repeat(columns.size())).append("\n");
        result.rows().forEach(row -> text.append(line(row, columns)));
        result.rows().stream()
                .filter(row -> !row.note().isEmpty())
                .forEach(row -> text.append("\n")
                        .append(row.subject())
                        .append(row.situation().isEmpty() ? "" : ", " + row.situation())
                        .append(": ")
                        .append(row.note())
                        .append("\n"));
        text.append(String.format(
                Locale.ROOT,
                "%n<sub>%s; %s; load before it %.1f; %,d events</sub>%n",
                result.when(),
                result.machine(),
                result.load(),
                result.events()));
        if (result.load() > CALM_LOAD) {
            text.append(
                    "\n**Measured on a busy machine:** other programs had the cores too. CPU times are too high by a third to a"
                            + " factor of three then, and latencies and times to ready say little.\n");
        }
        return text.toString();
    }

    private static String line(Row row, Set<String> columns) {
        return "| " + row.subject() + " | " + row.situation() + " | "
                + columns.stream().map(c -> value(row.values().get(c))).collect(Collectors.joining(" | ")) + " |\n";
    }

    private static String value(Double value) {
        if (value == null || value.isNaN()) {
            return "";
        }
        if (Math.abs(value) >= 1000) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(
                Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.2f", value);
    }
}
