package io.pipit.speed.source;

import io.pipit.core.log.LogTopic;
import java.io.Serializable;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * One partition of one landing log with where it starts.
 *
 * @param topic name of the topic
 * @param partitions how many the topic has
 * @param start what the coverage says
 */
public record LogSplit(String topic, int partitions, LogInput.Start start) implements SourceSplit, Serializable {
    @Override
    public String splitId() {
        return start.partition().topicId() + "-" + start.partition().partition();
    }

    /** The log that it belongs to. */
    LogTopic log() {
        return new LogTopic(topic, start.partition().topicId(), partitions);
    }
}
