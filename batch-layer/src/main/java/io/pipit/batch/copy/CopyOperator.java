package io.pipit.batch.copy;

import io.pipit.batch.FinalTask;
import io.pipit.batch.TaskProgress;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.jdbc.JdbcConnections;
import io.pipit.core.lake.Lake;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.PipeQueries;
import io.pipit.core.project.Plan;
import io.pipit.core.project.foreign.AskedColumns;
import io.pipit.core.sql.FrozenTime;
import io.pipit.core.sql.TranslatedQuery;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;

/** Does the work of one copy run inside a Flink task. */
final class CopyOperator extends FinalTask {
    static final String VERDICT = "pipit.verdict.";
    static final String ROWS = "pipit.rows";
    static final String BYTES = "pipit.bytes";
    static final String FILES = "pipit.files";
    static final String NUMBER = "pipit.number";
    static final String SNAPSHOT = "pipit.snapshot";

    private final CopySpec spec;

    CopyOperator(CopySpec spec) {
        super(spec.lake(), spec.engine(), spec.parts());
        this.spec = spec;
    }

    @Override
    protected void work(Lake lake, EngineSession session) {
        Plan plan = compile(spec.project(), "the copy '" + spec.pipe() + "'");
        JdbcConnections connections = new JdbcConnections();
        PipeQueries queries = new PipeQueries(plan, new AskedColumns(connections));
        TranslatedQuery query = queries.copied(spec.pipe(), spec.parameters());
        TranslatedQuery frozen = new FrozenTime(spec.runAtMicros()).of(query);
        CopyPlan copy = plan.copies().get(spec.pipe());
        if (copy != null && copy.lambda().isPresent() || !query.foreign().isEmpty()) {
            // What is added between the runs, and another database, must take the same time for the current one.
            query = frozen;
        }
        CopyOutcome outcome;
        try (TaskProgress progress = progress(session);
                ForeignRows foreign = new ForeignRows(queries.foreign(), connections);
                Closeable cancelled = whenCancelled(foreign::abort)) {
            outcome = new CopyWork(spec, plan, query, lake, Clock.systemUTC(), progress)
                    .bringing(foreign)
                    .orInParts(new CopyPart(spec, plan, frozen, queries.spread(spec.pipe(), spec.parameters()), lake))
                    .run(session);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        report(VERDICT + outcome.verdict().name(), 1);
        report(ROWS, outcome.rows());
        report(BYTES, outcome.bytes());
        report(FILES, outcome.files());
        report(NUMBER, outcome.number());
        report(SNAPSHOT, outcome.snapshotId());
    }
}
