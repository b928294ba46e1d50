package io.pipit.core.log;

import io.pipit.core.log.Attempt.BlockKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Writes attempts, of which the last one of each partition counts. Thread-safe. */
public final class AttemptLog implements AutoCloseable {
    /** What is kept of the topic: only its end is ever read. */
    public static final long RETENTION_BYTES = 8L << 20;

    private static final int VERSION = 1;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long READ_NANOS = Duration.ofSeconds(20).toNanos();

    private final DurableProducer producer;
    private final String topic;

    /** Connects; {@code client} holds further Kafka client settings. The topic has to be there before the first attempt. */
    public AttemptLog(String bootstrapServers, Map<String, String> client, String topic) {
        this.producer = new DurableProducer(bootstrapServers, client);
        this.topic = topic;
    }

    /** Writes an attempt; completes when it is durable. */
    public CompletableFuture<Void> write(int partition, Attempt attempt) {
        return producer.send(new ProducerRecord<>(topic, partition, null, encode(attempt)))
                .thenApply(written -> null);
    }

    /**
     * The last attempt of each partition that has one.
     *
     * @throws io.pipit.core.error.PipitException {@code LOG_UNAVAILABLE} when it cannot be read
     */
    public static Map<Integer, Attempt> last(String bootstrapServers, Map<String, String> client, LogTopic topic) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(ClientSettings.consumer(bootstrapServers, client))) {
            return last(consumer, topic);
        } catch (KafkaException e) {
            throw KafkaErrors.unavailable("reading " + topic.name(), e);
        }
    }

    private static Map<Integer, Attempt> last(KafkaConsumer<byte[], byte[]> consumer, LogTopic topic) {
        List<TopicPartition> all = topic.logPartitions().stream()
                .map(p -> new TopicPartition(topic.name(), p.partition()))
                .toList();
        Map<TopicPartition, Long> first = consumer.beginningOffsets(all);
        Map<TopicPartition, Long> ends = consumer.endOffsets(all);
        Set<TopicPartition> wanted =
                all.stream().filter(p -> ends.get(p) > first.get(p)).collect(Collectors.toCollection(HashSet::new));
        consumer.assign(wanted);
        wanted.forEach(p -> consumer.seek(p, ends.get(p) - 1));
        Map<Integer, Attempt> last = new HashMap<>();
        long deadline = System.nanoTime() + READ_NANOS;
        while (!wanted.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw KafkaErrors.unavailable("reading " + topic.name(), new KafkaException("nothing came"));
            }
            for (ConsumerRecord<byte[], byte[]> found : consumer.poll(POLL)) {
                last.put(found.partition(), decode(found.value()));
                wanted.remove(new TopicPartition(found.topic(), found.partition()));
            }
        }
        return last;
    }

    static byte[] encode(Attempt attempt) {
        return Wire.encode(VERSION, out -> {
            Wire.text(out, attempt.owner());
            out.writeInt(attempt.running().size());
            for (BlockKey block : attempt.running()) {
                Wire.text(out, block.topicId());
                out.writeLong(block.offset());
            }
            out.writeInt(attempt.deaths().size());
            for (Map.Entry<BlockKey, Integer> block : attempt.deaths().entrySet()) {
                Wire.text(out, block.getKey().topicId());
                out.writeLong(block.getKey().offset());
                out.writeInt(block.getValue());
            }
        });
    }

    static Attempt decode(byte[] bytes) {
        return Wire.decode("attempt", VERSION, bytes, in -> {
            String owner = Wire.text(in);
            Set<BlockKey> running = new HashSet<>();
            for (int n = in.readInt(); n > 0; n--) {
                running.add(new BlockKey(Wire.text(in), in.readLong()));
            }
            Map<BlockKey, Integer> deaths = new HashMap<>();
            for (int n = in.readInt(); n > 0; n--) {
                deaths.put(new BlockKey(Wire.text(in), in.readLong()), in.readInt());
            }
            return new Attempt(owner, running, deaths);
        });
    }

    @Override
    public void close() {
        producer.close();
    }
}
