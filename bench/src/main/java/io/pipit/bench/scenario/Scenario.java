package io.pipit.bench.scenario;

import io.pipit.bench.Say;
import io.pipit.bench.Setup;
import io.pipit.bench.result.Row;
import java.util.List;

/** One thing that is measured, with its peers beside it. */
public interface Scenario {
    /** The letter that the command line knows. */
    String letter();

    /** One word for files. */
    String name();

    /** What is measured, for people. */
    String title();

    /** What one has to know to read the numbers: Markdown. */
    String explanation();

    /** Measures. */
    List<Row> run(Setup setup, Say say);
}
