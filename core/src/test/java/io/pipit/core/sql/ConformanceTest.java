package io.pipit.core.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Answers of translated queries equal those of the engine that defined the dialect: see {@code conformance/README.md}. With
 * {@code -Dconformance.file=} it runs a file of one's own. The report is in {@code target/conformance.txt}.
 */
class ConformanceTest {
    private static final int THREADS = 2;

    private final ConformanceFiles files = new ConformanceFiles();

    @Test
    void answersAreThoseOfTheEngine() throws Exception {
        String own = System.getProperty("conformance.file", "");
        List<ConformanceCase> cases = own.isEmpty() ? files.cases() : ConformanceFiles.cases(Path.of(own));
        Map<String, String> differences = files.differences();
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        List<String> known = Collections.synchronizedList(new ArrayList<>());
        List<String> cured = Collections.synchronizedList(new ArrayList<>());
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> parts = new ArrayList<>();
            for (int part = 0; part < THREADS; part++) {
                int first = part;
                parts.add(pool.submit(() -> {
                    run(cases, first, differences, wrong, known, cured);
                    return null;
                }));
            }
            for (Future<?> part : parts) {
                part.get();
            }
        } finally {
            pool.shutdown();
        }
        report(cases, wrong, known, cured);
        assertThat(wrong).as("%d of %d cases", wrong.size(), cases.size()).isEmpty();
    }

    private void run(
            List<ConformanceCase> cases,
            int first,
            Map<String, String> differences,
            List<String> wrong,
            List<String> known,
            List<String> cured)
            throws Exception {
        try (ConformanceRun run = new ConformanceRun(files.tables())) {
            for (int i = first; i < cases.size(); i += THREADS) {
                ConformanceCase one = cases.get(i);
                String difference = run.difference(one).orElse("");
                String reason = differences.get(one.query());
                if (difference.isEmpty() && reason != null) {
                    cured.add(one.toString());
                } else if (!difference.isEmpty()) {
                    (reason == null ? wrong : known).add(one + "\n    wanted " + one.rows() + "\n    " + difference);
                }
            }
        }
    }

    private static void report(List<ConformanceCase> cases, List<String> wrong, List<String> known, List<String> cured)
            throws IOException {
        Map<String, Integer> perFile = new TreeMap<>();
        cases.forEach(c -> perFile.merge(c.file(), 1, Integer::sum));
        StringBuilder out = new StringBuilder(String.format(
                Locale.ROOT,
                "%d of %d answers are those of the engine (%.2f %%); %d known differences, %d others%n%s%n",
                cases.size() - wrong.size() - known.size(),
                cases.size(),
                100.0 * (cases.size() - wrong.size() - known.size()) / Math.max(1, cases.size()),
                known.size(),
                wrong.size(),
                perFile));
        wrong.forEach(w -> out.append("wrong  ").append(w).append('\n'));
        cured.forEach(c -> out.append("no longer different  ").append(c).append('\n'));
        known.forEach(k -> out.append("known  ").append(k).append('\n'));
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target", "conformance.txt"), out.toString());
    }
}
