package io.pipit.cli.local;

import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.sql.Dialect;
import io.pipit.core.sql.Query;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.core.sql.TranslationMode;
import io.pipit.core.sql.parse.Statements;
import io.pipit.serving.format.FormattedAnswer;
import io.pipit.serving.format.OutputFormat;
import io.pipit.serving.query.AnswerWriter.Reading;
import io.pipit.serving.query.ResultShape;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Runs queries of the dialect in this process, one after another. Not thread-safe. */
public final class LocalQuery implements AutoCloseable {
    private static final String ORIGIN = "query";
    private static final long MEMORY_BYTES = 2L << 30;
    private static final long LIMIT_BYTES = 1L << 30;

    private final Dialect dialect = new Dialect();
    private final Engine engine;
    private final EngineSession session;

    /** Opens an engine that spills into the JVM's temporary folder. */
    public LocalQuery() {
        Path spill = Path.of(
                System.getProperty("java.io.tmpdir"),
                "pipit-local-" + ProcessHandle.current().pid());
        engine = Engine.open(new EngineConfig(1, MEMORY_BYTES, spill));
        session = engine.session();
    }

    /**
     * Answers the queries of a script in their order; the first that fails ends it.
     *
     * @param fallback the format of answers whose query has no {@code FORMAT} of its own
     * @param answers gets each answer, in UTF-8
     */
    public void askAll(String script, OutputFormat fallback, Consumer<byte[]> answers) {
        for (Statements.Statement statement : Statements.of(script, ORIGIN)) {
            answers.accept(ask(dialect.parse(statement.text(), ORIGIN, statement.line()), fallback));
        }
    }

    private byte[] ask(Query query, OutputFormat fallback) {
        long started = System.nanoTime();
        OutputFormat format = query.format().map(OutputFormat::named).orElse(fallback);
        LocalFiles files = new LocalFiles(session);
        TranslatedQuery translated = dialect.translate(query, files, TranslationMode.PLAIN);
        String bound = ResultShape.of(translated.answer().bind(files::reader), translated);
        return session.query(
                bound,
                rows -> new FormattedAnswer(format, LIMIT_BYTES)
                        .write(translated.columns(), rows, new Reading(started, 0, 0)));
    }

    @Override
    public void close() {
        session.close();
        engine.close();
    }
}
