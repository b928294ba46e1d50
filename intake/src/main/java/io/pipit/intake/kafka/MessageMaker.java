package io.pipit.intake.kafka;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipit.core.block.json.Message;
import io.pipit.core.block.json.MessageReader;
import io.pipit.core.project.connector.KafkaSource;
import io.pipit.core.project.connector.KafkaSource.Kept;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Makes rows of the records of a topic. Not thread-safe. */
final class MessageMaker {
    private static final int LONGEST = 16 << 20;
    private static final int KEPT_OF_TOO_LONG = 1000;
    private static final byte[] NOTHING = {};
    private static final byte[] NO_VALUE = {'{', '}'};

    private final KafkaSource source;
    private final Decoder values;
    private final Decoder keys;
    private final byte[] topic;

    MessageMaker(KafkaSource source) {
        this.source = source;
        SchemaRegistry registry =
                source.needsRegistry() ? new SchemaRegistry(source.connection().registryUrl()) : null;
        this.values = new Decoder(source.valueFormat(), registry);
        this.keys = new Decoder(source.keyFormat(), registry);
        this.topic = source.topic().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Adds a record to a block, as a row or to the quarantine.
     *
     * @return whether it fits
     * @throws io.pipit.core.error.PipitException when the schema registry cannot be asked
     */
    boolean add(MessageReader block, ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value() == null ? NO_VALUE : record.value();
        if (value.length > LONGEST) {
            byte[] start = text(java.util.Arrays.copyOf(value, KEPT_OF_TOO_LONG));
            return block.refuse(
                    message(record, start, NOTHING, NOTHING),
                    "it has " + value.length + " bytes; the longest message that is taken has " + LONGEST);
        }
        byte[] key = NOTHING;
        byte[] json;
        try {
            key = key(record);
            json = record.value() == null ? NO_VALUE : values.json(value);
        } catch (BadMessageException e) {
            return block.refuse(message(record, text(value), text(value), key), e.getMessage());
        }
        return block.add(message(record, json, record.value() == null ? NOTHING : json, key));
    }

    private Message message(ConsumerRecord<byte[], byte[]> record, byte[] json, byte[] raw, byte[] key) {
        return new Message(
                json,
                source.kept().contains(Kept.RAW_VALUE) ? text(raw) : NOTHING,
                topic,
                record.partition(),
                record.offset(),
                Math.max(0, record.timestamp()),
                key,
                headers(record));
    }

    private byte[] key(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null || record.key().length == 0) {
            return NOTHING;
        }
        boolean plain = source.keyFormat() == KafkaSource.Format.JSON_WITHOUT_SCHEMA;
        return text(plain ? record.key() : keys.json(record.key()));
    }

    private byte[] headers(ConsumerRecord<byte[], byte[]> record) {
        boolean binary = source.kept().contains(Kept.BINARY_HEADERS);
        if (!binary && !source.kept().contains(Kept.HEADERS)) {
            return NOTHING;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (Header header : record.headers()) {
            byte[] value = header.value() == null ? NOTHING : header.value();
            Optional<String> text = decoded(value);
            if (text.isPresent()) {
                object.put(header.key(), text.get());
            } else if (binary) {
                object.put(header.key(), Base64.getEncoder().encodeToString(value));
            }
        }
        return object.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The same bytes where they are UTF-8; otherwise with a mark in place of what is not. */
    private static byte[] text(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return decoded(bytes).isPresent()
                        ? bytes
                        : new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
            }
        }
        return bytes;
    }

    private static Optional<String> decoded(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
