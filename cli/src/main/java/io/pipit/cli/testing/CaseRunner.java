package io.pipit.cli.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.testing.TestCase.Expected;
import io.pipit.cli.testing.TestCase.Question;
import io.pipit.cli.testing.TestOutcome.Answer;
import io.pipit.cli.workspace.LocalSession;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorBody;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.PipeQueries;
import io.pipit.core.project.template.expression.CustomTemplateException;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.serving.format.OutputFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs single tests in one session. */
final class CaseRunner {
    private final LocalSession session;
    private final Instant now;

    /** {@code now} is the time of tests that name none. */
    CaseRunner(LocalSession session, Instant now) {
        this.session = session;
        this.now = now;
    }

    TestOutcome run(TestCase test) {
        long started = System.nanoTime();
        List<String> problems = new ArrayList<>();
        Optional<Answer> answer = Optional.empty();
        if (test.problem().isEmpty()) {
            answer = Optional.of(ask(test));
            problems.addAll(check(test, answer.get()));
        } else {
            problems.add(test.problem());
        }
        return new TestOutcome(test, problems, (System.nanoTime() - started) / 1_000_000, answer);
    }

    private Answer ask(TestCase test) {
        try {
            session.at(test.now().orElse(now));
            byte[] rows = session.ask(queries -> translated(queries, test.question()), OutputFormat.NDJSON);
            return new Answer(Expected.OK, new String(rows, StandardCharsets.UTF_8));
        } catch (CustomTemplateException e) {
            return new Answer(e.httpStatus(), String.valueOf(e.getMessage()));
        } catch (PipitException e) {
            return new Answer(ErrorBody.of(e).status(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return new Answer(ErrorBody.of(e).status(), e.toString());
        }
    }

    private static TranslatedQuery translated(PipeQueries queries, Question question) {
        if (question.sql().isEmpty()) {
            return queries.pipe(question.pipe(), question.parameters());
        }
        String sql = question.pipe().isEmpty()
                ? question.sql()
                : question.sql().replaceAll("(?i)\\b(FROM|JOIN)\\s+_(?!\\w)", "$1 " + question.pipe());
        return queries.sql(sql, question.parameters());
    }

    private List<String> check(TestCase test, Answer answer) {
        Expected expected = test.expected();
        if (answer.status() != expected.status()) {
            String got = answer.status() == Expected.OK
                    ? "it answered " + Counted.of(rows(answer.text()).size(), "row")
                    : answer.text();
            return List.of("expected status " + expected.status() + ", got " + answer.status() + ": " + got);
        }
        if (expected.failure()) {
            return List.of();
        }
        List<JsonNode> actual = rows(answer.text());
        if (!expected.recorded() && !actual.isEmpty()) {
            return List.of(
                    "no expected_result is recorded, but the answer has " + Counted.of(actual.size(), "row")
                            + ", the first "
                            + actual.get(0),
                    "'pipit test update " + TestFile.pipe(test.file()) + "' records them");
        }
        return RowComparison.compare(expected.rows(), actual, order(test.question()));
    }

    private List<String> order(Question question) {
        return question.sql().isEmpty() ? session.queries().order(question.pipe(), question.parameters()) : List.of();
    }

    private static List<JsonNode> rows(String ndjson) {
        List<JsonNode> rows = new ArrayList<>();
        ndjson.lines().forEach(line -> {
            try {
                rows.add(TestYaml.JSON.readTree(line));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("An answer that is not JSON: " + line, e);
            }
        });
        return rows;
    }
}
