package io.pipit.cli.command;

import io.pipit.cli.client.Json;
import io.pipit.cli.scaffold.DataSourceDraft;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pipit datasource analyze}. */
@Command(
        name = "analyze",
        description = "Prints the data source that fits a sample, and writes nothing.",
        footer = {"", "Example:", "  pipit datasource analyze orders.parquet"})
final class DatasourceAnalyzeCommand extends BaseCommand {
    @Parameters(paramLabel = "FILE|URL", description = "JSON, NDJSON, CSV or Parquet, plain or gzip.")
    private String sample;

    @Override
    public Integer call() {
        DataSourceDraft draft = DataSourceDraft.of(sample, Optional.empty());
        out().print(
                        output().json()
                                ? Json.text(Map.of("name", draft.name(), "datafile", draft.text())) + "\n"
                                : draft.text());
        return 0;
    }
}
