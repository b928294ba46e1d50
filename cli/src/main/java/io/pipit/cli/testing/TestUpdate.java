package io.pipit.cli.testing;

import io.pipit.cli.testing.TestOutcome.Answer;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code pipit test update} does: runs tests and records what comes back as what is expected. */
public final class TestUpdate {
    private final TestProject project;
    private final TestRun run;
    private final PrintWriter out;

    /** Results go to {@code out}, remarks to {@code err}. */
    public TestUpdate(Path project, PrintWriter out, PrintWriter err) {
        this.project = new TestProject(project);
        this.run = new TestRun(project, out, err);
        this.out = out;
    }

    /**
     * Records.
     *
     * @param names of pipes, files or tests; none for all
     * @return the exit code: 1 when a test could not run at all
     */
    public int update(List<String> names, Optional<String> now) {
        List<TestOutcome> outcomes = run.outcomes(names, now);
        Map<String, Map<Integer, Answer>> answers = new LinkedHashMap<>();
        boolean all = true;
        for (TestOutcome outcome : outcomes) {
            TestCase test = outcome.test();
            if (outcome.answer().isEmpty() || !test.question().sql().isEmpty()) {
                all &= outcome.answer().isPresent();
                outcome.problems().forEach(p -> out.println(test.file() + ":" + test.line() + ": " + p));
            } else {
                answers.computeIfAbsent(test.file(), f -> new HashMap<>())
                        .put(test.line(), outcome.answer().get());
            }
        }
        answers.forEach(this::write);
        if (outcomes.isEmpty()) {
            out.println("There are no tests in tests/. 'pipit test create PIPE' makes a first one.");
        }
        out.flush();
        return all ? 0 : 1;
    }

    private void write(String path, Map<Integer, Answer> answers) {
        Path file = project.root().resolve(path);
        try {
            String before = Files.readString(file);
            String after = Recording.of(before, answers);
            boolean changed = !after.equals(before);
            if (changed) {
                Files.writeString(file, after, StandardCharsets.UTF_8);
            }
            long errors =
                    answers.values().stream().filter(a -> a.status() >= 400).count();
            out.println(path + ": " + answers.size() + (answers.size() == 1 ? " test" : " tests")
                    + (changed ? " recorded" : ", nothing new")
                    + (errors == 0 ? "" : "; " + errors + " of them answered an error, which is recorded as expected"));
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.INVALID_PROJECT, "The test file " + path + " cannot be written: " + e.getMessage(), e);
        }
    }
}
