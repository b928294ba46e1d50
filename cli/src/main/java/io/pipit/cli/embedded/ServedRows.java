package io.pipit.cli.embedded;

import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PositionVector;
import io.pipit.core.block.engine.ResultMapper;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.jobs.LogSettings;
import io.pipit.jobs.reconcile.shown.ShownRows;
import io.pipit.serving.ServingLayer;
import io.pipit.serving.query.Question;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Rows as a serving layer shows them. */
final class ServedRows implements ShownRows, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Sums over a month of many millions of rows take longer than a query of a request may. */
    private static final Duration QUERY_PATIENCE = Duration.ofMinutes(10);

    private final Supplier<ServingLayer> serving;
    private final LogSettings logs;
    private final LogAdmin admin;

    ServedRows(Supplier<ServingLayer> serving, LogSettings logs) {
        this.serving = serving;
        this.logs = logs;
        this.admin = new LogAdmin(logs.bootstrapServers(), logs.client());
    }

    @Override
    public PositionVector accepted(String dataSource) {
        SortedMap<LogPartition, Long> next = new TreeMap<>();
        Optional<LogTopic> log = admin.describe(logs.topics().log(dataSource));
        log.ifPresent(topic -> admin.latest(topic)
                .forEach((partition, offset) -> next.put(new LogPartition(topic.topicId(), partition), offset)));
        return new PositionVector(next);
    }

    @Override
    public void awaitShown(PositionVector position) {
        serving.get().awaitVisible(position, PATIENCE);
    }

    @Override
    public <T> T ask(TranslatedQuery query, PositionVector atLeast, ResultMapper<T> mapper) {
        return serving.get()
                .ask(
                        new Question(queries -> query, atLeast).patient(QUERY_PATIENCE.toMillis()),
                        (columns, rows, reading) -> mapper.map(rows))
                .result();
    }

    @Override
    public void close() {
        admin.close();
    }
}
