package io.pipit.speed.materialize;

import io.pipit.core.log.Attempt;
import io.pipit.core.log.AttemptLog;
import io.pipit.core.log.Topics;
import io.pipit.speed.SpeedJobConfig;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.util.concurrent.CompletableFuture;

/** Writes attempts to their topic. */
final class AttemptPublisher implements AttemptOutput, AutoCloseable {
    private final AttemptLog log;
    private final String owner;

    AttemptPublisher(SpeedJobConfig.Kafka kafka) {
        // The enumerator made the topic before it sent the first block.
        log = new AttemptLog(kafka.bootstrapServers(), kafka.client(), new Topics(kafka.topicPrefix()).attempts());
        RuntimeMXBean process = ManagementFactory.getRuntimeMXBean();
        owner = process.getName() + "/" + process.getStartTime();
    }

    @Override
    public String owner() {
        return owner;
    }

    @Override
    public CompletableFuture<Void> write(int partition, Attempt attempt) {
        return log.write(partition, attempt);
    }

    @Override
    public void close() {
        log.close();
    }
}
