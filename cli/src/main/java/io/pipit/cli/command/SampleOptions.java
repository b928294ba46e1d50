package io.pipit.cli.command;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a sample of data is. */
final class SampleOptions {
    @Option(
            names = {"--file", "--data"},
            paramLabel = "FILE",
            description = "A sample: JSON, NDJSON, CSV or Parquet, plain or gzip.")
    private String file;

    @Option(names = "--url", paramLabel = "URL", description = "The same, to be downloaded.")
    private String url;

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the data source (default: that of the file).")
    private String name;

    /** The file or URL. */
    Optional<String> sample() {
        return Optional.ofNullable(file == null ? url : file);
    }

    /** The name that was given. */
    Optional<String> name() {
        return Optional.ofNullable(name);
    }
}
