package io.pipit.core.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Asks the engine that defined the dialect about generated queries that nobody has seen: {@code -Dseed=42}, with {@code -Dseed.count=} for
 * how many. Needs Node.js and {@code chdb}: see {@code conformance/README.md}. Nothing happens without a seed.
 */
class FreshSeedTest {
    private static final Path FOLDER = Path.of("src", "test", "resources", "conformance");

    @Test
    void atLeastNinetyEightPercentAreRight() throws Exception {
        assumeThat(System.getProperty("seed", "")).isNotEmpty();
        QueryGenerator generator = new QueryGenerator(Long.getLong("seed"));
        Path queries = Path.of("target", "seed.txt");
        Files.createDirectories(queries.getParent());
        Files.writeString(
                queries,
                IntStream.range(0, Integer.getInteger("seed.count", 1_000))
                        .mapToObj(i -> "> " + generator.query() + "\n")
                        .collect(Collectors.joining()));
        Path answers = Path.of("target", "seed-answers.txt");
        int exit = new ProcessBuilder("node", "src/test/oracle/record.js", FOLDER.toString())
                .redirectInput(queries.toFile())
                .redirectOutput(answers.toFile())
                .redirectError(new File("target/seed-oracle.txt"))
                .start()
                .waitFor();
        assertThat(exit).as("target/seed-oracle.txt").isZero();
        List<ConformanceCase> cases = ConformanceFiles.cases(answers);
        List<String> wrong = new ArrayList<>();
        try (ConformanceRun run = new ConformanceRun(new ConformanceFiles().tables())) {
            for (ConformanceCase one : cases) {
                run.difference(one).ifPresent(d -> wrong.add(one + "\n    wanted " + one.rows() + "\n    " + d));
            }
        }
        Files.writeString(
                Path.of("target", "conformance.txt"),
                wrong.size() + " of " + cases.size() + " are wrong\n" + String.join("\n", wrong) + "\n");
        assertThat(cases).hasSizeGreaterThan(100);
        assertThat(100.0 * (cases.size() - wrong.size()) / cases.size())
                .as("%d of %d are wrong; see target/conformance.txt", wrong.size(), cases.size())
                .isGreaterThanOrEqualTo(98);
    }
}
