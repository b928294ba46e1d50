package io.pipit.serving.query;

import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PositionVector;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.serving.QueryThreads;
import io.pipit.serving.ServingConfig;
import io.pipit.serving.lambda.LambdaReading;
import io.pipit.serving.state.ServingVersion;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Answers queries: captures one read state, binds the tables, runs behind the gate. Thread-safe.
 *
 * <p>All tables of a query are read at one position. A table whose snapshot is ahead of it, which happens only while another table
 * still catches up, makes the query wait.
 */
public final class QueryRunner {
    private static final long CATCH_UP_STEP_MILLIS = 50;
    private static final long LONGEST_CATCH_UP_MILLIS = 60_000;

    private final ServingConfig config;
    private final QueryGate gate;
    private final QueryThreads threads;
    private final Supplier<ServingVersion> versions;
    private final Consumer<ServingVersion> staleFiles;
    private final TableBinder binder = new TableBinder();
    private final AsOfTables past;

    /**
     * A runner.
     *
     * @param versions the version that answers now
     * @param staleFiles is told when files of a pinned snapshot are gone, and brings the version's snapshots up to date
     * @param lake for queries of the past
     */
    public QueryRunner(
            ServingConfig config,
            QueryGate gate,
            QueryThreads threads,
            Supplier<ServingVersion> versions,
            Consumer<ServingVersion> staleFiles,
            Lake lake) {
        this.past = new AsOfTables(lake);
        this.config = config;
        this.gate = gate;
        this.threads = threads;
        this.versions = versions;
        this.staleFiles = staleFiles;
    }

    /** Answers. */
    public <T> Answer<T> ask(Question question, AnswerWriter<T> writer) {
        long started = System.nanoTime();
        Deadline deadline = new Deadline(Math.max(config.queryTimeoutMillis(), question.patienceMillis()));
        try {
            return ask(question, writer, started, deadline);
        } catch (PipitException e) {
            if (!fileIsGone(e)) {
                throw e;
            }
            staleFiles.accept(versions.get());
            return ask(question, writer, started, deadline);
        }
    }

    private <T> Answer<T> askAsOf(Question question, AnswerWriter<T> writer, long started, Deadline deadline) {
        Prepared prepared = Prepared.of(versions.get(), question);
        TranslatedQuery query = prepared.query();
        BoundQuery bound = past.bind(prepared.version().plan(), writer.asked(query, Long.MAX_VALUE), question.asOf());
        try (QueryGate.Turn turn = gate.enter(deadline)) {
            if (!bound.tryLease()) {
                throw new IllegalStateException("Files of the past are not dropped.");
            }
            return run(turn, query, AsOfTables.position(), bound, writer, started);
        }
    }

    private <T> Answer<T> ask(Question question, AnswerWriter<T> writer, long started, Deadline deadline) {
        if (!question.asOf().isEmpty()) {
            return askAsOf(question, writer, started, deadline);
        }
        Prepared prepared = awaitPosition(question, deadline);
        try (QueryGate.Turn turn = gate.enter(deadline)) {
            while (true) {
                prepared = prepared.on(versions.get(), question);
                TranslatedQuery query = prepared.query();
                ReadPlan plan = prepared.plan();
                throwIfUnreadable(plan);
                BoundQuery bound = binder.bind(writer.asked(query, plan.rows()), plan);
                prepared.version().reading(plan.tables());
                if (bound.tryLease()) {
                    return run(turn, query, position(plan, bound, question), bound, writer, started);
                }
            }
        }
    }

    private <T> Answer<T> run(
            QueryGate.Turn turn,
            TranslatedQuery query,
            PositionVector position,
            BoundQuery bound,
            AnswerWriter<T> writer,
            long started) {
        long most = bound.lakeRows() + bound.freshRows();
        try (QueryThreads.Use used = threads.reading(most)) {
            var reading = new AnswerWriter.Reading(started, most, bound.bytes());
            T result = turn.run(
                    writer.statement(bound.sql(), query),
                    writer.tooMuch(),
                    rows -> writer.write(query.columns(), rows, reading));
            return new Answer<>(result, position, bound.lakeRows(), bound.freshRows(), bound.stale());
        } finally {
            bound.release();
        }
    }

    /** What is counted in all tables: no more than what the last runs counted, where only they are read. */
    private static PositionVector position(ReadPlan plan, BoundQuery bound, Question question) {
        PositionVector position = plan.vector();
        for (LambdaReading.Stale stale : bound.stale()) {
            SortedMap<LogPartition, Long> least = new TreeMap<>(position.next());
            least.replaceAll((p, next) -> Math.min(next, stale.edge().next(p)));
            position = new PositionVector(least);
            for (Map.Entry<LogPartition, Long> wanted :
                    question.minPosition().next().entrySet()) {
                if (position.next().getOrDefault(wanted.getKey(), Long.MAX_VALUE) < wanted.getValue()) {
                    bound.release();
                    throw new PipitException(
                            ErrorCode.POSITION_TIMEOUT,
                            "The position " + question.minPosition().toText() + " is not counted in '" + stale.target()
                                    + "', which is only as fresh as its last run now, since " + stale.reason()
                                    + ". Run its copy, or ask without a position.");
                }
            }
        }
        return position;
    }

    /** Waits, outside the gate, until the tables can be read together and at the wanted position. */
    private Prepared awaitPosition(Question question, Deadline deadline) {
        long patience = Math.min(question.patienceMillis(), LONGEST_CATCH_UP_MILLIS);
        long endNanos = System.nanoTime() + Math.max(config.positionTimeoutMillis(), patience) * 1_000_000;
        Prepared prepared = Prepared.of(versions.get(), question);
        while (true) {
            prepared = prepared.on(versions.get(), question);
            ServingVersion version = prepared.version();
            TranslatedQuery query = prepared.query();
            ReadPlan plan = prepared.plan();
            plan.failure().ifPresent(failure -> {
                throw again(failure);
            });
            if (plan.ahead().isEmpty() && plan.reaches(question.minPosition())) {
                return prepared;
            }
            if (System.nanoTime() > endNanos || deadline.leftMillis() == 0) {
                throw late(plan, question);
            }
            // In steps: the version that answers may change meanwhile.
            version.cell()
                    .await(
                            state -> ready(
                                    ReadPlan.of(state, version.topology(), query.tables(), version.lambda()), question),
                            CATCH_UP_STEP_MILLIS);
        }
    }

    /** A question translated for one version. */
    private record Prepared(ServingVersion version, TranslatedQuery query) {
        static Prepared of(ServingVersion version, Question question) {
            return new Prepared(version, question.query().apply(version.queries()));
        }

        Prepared on(ServingVersion now, Question question) {
            return now == version ? this : of(now, question);
        }

        /** What it reads now. */
        ReadPlan plan() {
            return ReadPlan.of(version.cell().current(), version.topology(), query.tables(), version.lambda());
        }
    }

    private static boolean ready(ReadPlan plan, Question question) {
        return plan.failure().isPresent() || (plan.ahead().isEmpty() && plan.reaches(question.minPosition()));
    }

    private PipitException late(ReadPlan plan, Question question) {
        if (plan.ahead().isPresent()) {
            return new PipitException(
                    ErrorCode.NOT_READY,
                    "The tables of this query cannot be read at one position yet: the snapshot of '"
                            + plan.ahead().get() + "' holds more than what another table has reached ("
                            + plan.vector().toText() + "). It is catching up; try again.");
        }
        return new PipitException(
                ErrorCode.POSITION_TIMEOUT,
                "The position " + question.minPosition().toText() + " was not reached within "
                        + config.positionTimeoutMillis() + " ms; this process is at "
                        + plan.vector().toText() + ". Try again.");
    }

    private static void throwIfUnreadable(ReadPlan plan) {
        plan.failure().ifPresent(failure -> {
            throw again(failure);
        });
        plan.ahead().ifPresent(table -> {
            throw new PipitException(
                    ErrorCode.NOT_READY, "The table '" + table + "' has just been made anew; try again.");
        });
    }

    /** The same failure with the stack of this query. */
    private static PipitException again(PipitException failure) {
        return new PipitException(failure.code(), failure.getMessage(), failure);
    }

    private static boolean fileIsGone(PipitException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No files found that match")
                || message.contains("No such file or directory")
                || message.contains("Cannot open file")
                || message.contains("cannot be fetched");
    }
}
