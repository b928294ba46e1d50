package io.pipit.speed.materialize;

import io.pipit.core.log.FreshRecord;
import io.pipit.core.log.FreshWriter;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.core.log.Topics;
import io.pipit.speed.SpeedJobConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Writes records to the fresh topic and knows where it ends for this writer. */
final class FreshPublisher implements FreshOutput, AutoCloseable {
    private final FreshWriter writer;
    private final String run = UUID.randomUUID().toString();
    private final Map<Integer, CompletableFuture<Long>> last = new HashMap<>();
    private long attempts;

    FreshPublisher(SpeedJobConfig.Kafka kafka) {
        try (LogAdmin admin = new LogAdmin(kafka.bootstrapServers(), kafka.client())) {
            LogTopic topic = admin.ensure(new Topics(kafka.topicPrefix()).fresh(), kafka.partitions());
            writer = new FreshWriter(kafka.bootstrapServers(), kafka.client(), topic);
        }
    }

    @Override
    public String attempt() {
        return run + "-" + attempts++;
    }

    @Override
    public void publish(FreshRecord record) {
        CompletableFuture<Long> before = last.put(record.partition().partition(), writer.write(record));
        if (before != null && before.isCompletedExceptionally()) {
            before.join(); // what follows a lost record is of no use to readers: start again at once
        }
    }

    @Override
    public Map<Integer, Long> flush() {
        writer.flush();
        Map<Integer, Long> next = new HashMap<>();
        last.forEach((partition, offset) -> next.put(partition, offset.join()));
        return next;
    }

    @Override
    public void close() {
        writer.close();
    }
}
