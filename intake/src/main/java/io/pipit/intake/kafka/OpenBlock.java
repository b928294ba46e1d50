package io.pipit.intake.kafka;

import io.pipit.core.block.Block;
import io.pipit.core.block.SourcePoint;
import io.pipit.core.block.SourceRange;
import io.pipit.core.block.json.BlockBuilder;
import io.pipit.core.block.json.MessageReader;
import io.pipit.core.project.connector.KafkaSource;
import io.pipit.intake.gather.BlockTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A block of messages that is gathered. For one thread. */
final class OpenBlock {
    private static final class Part {
        final SourcePoint after;
        final long from;
        long to;

        Part(SourcePoint after, long from) {
            this.after = after;
            this.from = from;
        }
    }

    private final KafkaSource source;
    private final String topicId;
    private final BlockTarget target;
    private final BlockBuilder builder;
    private final MessageReader reader;
    private final long acceptedAtMicros;
    private final long openedNanos = System.nanoTime();
    private final Map<Integer, Part> parts = new TreeMap<>();
    private long bytes;

    OpenBlock(KafkaSource source, String topicId, BlockTarget target, long acceptedAtMicros) {
        this.source = source;
        this.topicId = topicId;
        this.target = target;
        this.builder = new BlockBuilder(target.table());
        this.reader = new MessageReader(builder, acceptedAtMicros);
        this.acceptedAtMicros = acceptedAtMicros;
    }

    /** Adds a message; its partition stands at a place that may be before it. */
    void add(MessageMaker maker, ConsumerRecord<byte[], byte[]> record, Place place) {
        maker.add(reader, record);
        parts.computeIfAbsent(record.partition(), p -> new Part(place.after(), place.next())).to = record.offset() + 1;
        bytes += Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }

    /** Where a partition stands, and what its next range follows: not the same behind messages that are gone. */
    record Place(SourcePoint after, long next) {}

    int messages() {
        return builder.rows() + builder.quarantined();
    }

    int quarantined() {
        return builder.quarantined();
    }

    /** Bytes of keys and values. */
    long bytes() {
        return bytes;
    }

    long inputBytes() {
        return builder.inputBytes();
    }

    long ageMillis() {
        return (System.nanoTime() - openedNanos) / 1_000_000;
    }

    Block build() {
        Block block = target.build(builder, acceptedAtMicros, "", 0);
        return new Block(block.header().with(ranges()), block.rows(), block.quarantined());
    }

    private List<SourceRange> ranges() {
        List<SourceRange> ranges = new ArrayList<>();
        parts.forEach((partition, part) -> ranges.add(
                new SourceRange(source.group(), source.topic(), partition, topicId, part.from, part.to, part.after)));
        return ranges;
    }
}
