package io.pipit.cli.workspace;

import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.project.PipeQueries;
import io.pipit.core.project.Plan;
import io.pipit.core.sql.MergeSql;
import io.pipit.core.sql.TableRows;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.serving.format.FormattedAnswer;
import io.pipit.serving.format.OutputFormat;
import io.pipit.serving.query.AnswerWriter;
import io.pipit.serving.query.ResultShape;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;

/** Asks a workspace, as serving asks lake and fresh rows. Not thread-safe. */
public final class LocalSession implements AutoCloseable {
    private static final long RESULT_BYTES = 100L << 20;

    private final Plan plan;
    private final PipeQueries queries;
    private final EngineSession session;
    private final MergeSql merge = new MergeSql();
    private Instant now;

    LocalSession(Plan plan, PipeQueries queries, EngineSession session, Instant now) {
        this.plan = plan;
        this.queries = queries;
        this.session = session;
        at(now);
    }

    /** What {@code now()} is from here on. */
    public void at(Instant instant) {
        if (!instant.equals(now)) {
            now = instant;
            session.execute("CREATE OR REPLACE TEMP MACRO now() AS make_timestamptz("
                    + ChronoUnit.MICROS.between(Instant.EPOCH, instant) + "::BIGINT)");
        }
    }

    /**
     * The answer to a question.
     *
     * @throws io.pipit.core.error.PipitException as serving does
     */
    public byte[] ask(Function<PipeQueries, TranslatedQuery> question, OutputFormat format) {
        long started = System.nanoTime();
        TranslatedQuery query = question.apply(queries);
        String sql = ResultShape.of(query.answer().bind(table -> rows(table, query.answer())), query);
        AnswerWriter.Reading reading = new AnswerWriter.Reading(started, 0, 0);
        return session.query(
                sql, rows -> new FormattedAnswer(format, RESULT_BYTES).write(query.columns(), rows, reading));
    }

    /** The queries of the project. */
    public PipeQueries queries() {
        return queries;
    }

    EngineSession engine() {
        return session;
    }

    private String rows(String table, TranslatedQuery query) {
        return merge.read(
                plan.table(table).orElseThrow(),
                TableRows.of(EngineSession.quoted(table)),
                query.mergeFree().contains(table),
                query.reads(table));
    }

    @Override
    public void close() {
        session.close();
    }
}
