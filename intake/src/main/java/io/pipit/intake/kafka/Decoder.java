package io.pipit.intake.kafka;

import io.pipit.core.project.connector.KafkaSource.Format;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;

/** Keys or values of one format as JSON. Not thread-safe. */
final class Decoder {
    private static final int FRAME = 1 + Integer.BYTES;

    private final Format format;
    private final SchemaRegistry registry;
    private final AvroText avro = new AvroText();

    /** The registry is asked only for Avro; null where there is none. */
    Decoder(Format format, SchemaRegistry registry) {
        this.format = format;
        this.registry = registry;
    }

    /**
     * The JSON of some bytes, in UTF-8 as far as they are.
     *
     * @throws BadMessageException when they are not of the format
     * @throws io.pipit.core.error.PipitException when the registry cannot be asked
     */
    byte[] json(byte[] bytes) {
        return switch (format) {
            case JSON_WITHOUT_SCHEMA -> unframed(bytes);
            case JSON_WITH_SCHEMA -> behindFrame(bytes);
            case AVRO -> avro.json(schema(bytes), bytes, FRAME);
        };
    }

    private Schema schema(byte[] bytes) {
        int id = schemaId(bytes);
        if (registry == null) {
            throw new BadMessageException(
                    "there is no schema registry; the connection has no KAFKA_SCHEMA_REGISTRY_URL");
        }
        return registry.schema(id);
    }

    private static byte[] unframed(byte[] bytes) {
        if (bytes.length > FRAME && bytes[0] == 0) {
            throw new BadMessageException("it begins with the number of a schema (" + schemaId(bytes)
                    + "); write KAFKA_VALUE_FORMAT json_with_schema or avro");
        }
        return bytes;
    }

    private static byte[] behindFrame(byte[] bytes) {
        schemaId(bytes);
        byte[] json = new byte[bytes.length - FRAME];
        System.arraycopy(bytes, FRAME, json, 0, json.length);
        return json;
    }

    private static int schemaId(byte[] bytes) {
        if (bytes.length < FRAME || bytes[0] != 0) {
            throw new BadMessageException("it does not begin with a zero byte and the number of a schema"
                    + (bytes.length > 0 && bytes[0] == '{'
                            ? "; it looks like JSON: write KAFKA_VALUE_FORMAT json_without_schema"
                            : ""));
        }
        return ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
    }
}
