package io.pipit.intake.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * Avro as JSON: unions as their value alone, decimals exactly, dates as {@code 2026-11-21}, times as numbers of their unit, bytes that are
 * not decimals in Base64. Not thread-safe.
 */
final class AvroText {
    private static final JsonFactory FACTORY = new JsonFactory();

    private BinaryDecoder decoder;

    /** The JSON of what was written with a schema, in UTF-8. */
    byte[] json(Schema schema, byte[] bytes, int start) {
        try {
            decoder = DecoderFactory.get().binaryDecoder(bytes, start, bytes.length - start, decoder);
            Object value = new GenericDatumReader<Object>(schema).read(null, decoder);
            ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length * 3);
            try (JsonGenerator json = FACTORY.createGenerator(out)) {
                write(json, schema, value);
            }
            return out.toByteArray();
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new BadMessageException("it is not Avro of the schema " + schema.getFullName() + ": " + e);
        }
    }

    private static void write(JsonGenerator json, Schema schema, Object value) throws IOException {
        switch (schema.getType()) {
            case RECORD -> {
                json.writeStartObject();
                for (Schema.Field field : schema.getFields()) {
                    json.writeFieldName(field.name());
                    write(json, field.schema(), ((IndexedRecord) value).get(field.pos()));
                }
                json.writeEndObject();
            }
            case MAP -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                    json.writeFieldName(entry.getKey().toString());
                    write(json, schema.getValueType(), entry.getValue());
                }
                json.writeEndObject();
            }
            case ARRAY -> {
                json.writeStartArray();
                for (Object element : (Collection<?>) value) {
                    write(json, schema.getElementType(), element);
                }
                json.writeEndArray();
            }
            case UNION ->
                write(
                        json,
                        schema.getTypes()
                                .get(org.apache.avro.generic.GenericData.get().resolveUnion(schema, value)),
                        value);
            case NULL -> json.writeNull();
            case BOOLEAN -> json.writeBoolean((Boolean) value);
            case INT -> integer(json, schema, (Integer) value);
            case LONG -> json.writeNumber((Long) value);
            case FLOAT -> number(json, (Float) value);
            case DOUBLE -> number(json, (Double) value);
            case STRING, ENUM -> json.writeString(value.toString());
            case BYTES -> bytes(json, schema, array((ByteBuffer) value));
            case FIXED -> bytes(json, schema, ((org.apache.avro.generic.GenericFixed) value).bytes());
        }
    }

    private static void integer(JsonGenerator json, Schema schema, int value) throws IOException {
        if (schema.getLogicalType() instanceof LogicalTypes.Date) {
            json.writeString(LocalDate.ofEpochDay(value).toString());
        } else {
            json.writeNumber(value);
        }
    }

    private static void number(JsonGenerator json, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeNull();
        }
    }

    private static void number(JsonGenerator json, float value) throws IOException {
        if (Float.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeNull();
        }
    }

    /** Decimals are text: JSON's readers take long numbers for floating ones. */
    private static void bytes(JsonGenerator json, Schema schema, byte[] value) throws IOException {
        if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
            BigInteger unscaled = value.length == 0 ? BigInteger.ZERO : new BigInteger(value);
            json.writeString(new BigDecimal(unscaled, decimal.getScale()).toPlainString());
        } else {
            json.writeString(Base64.getEncoder().encodeToString(value));
        }
    }

    private static byte[] array(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
