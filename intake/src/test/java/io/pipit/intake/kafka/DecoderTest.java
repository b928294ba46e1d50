package io.pipit.intake.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.connector.KafkaSource.Format;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class DecoderTest {
    private static final String FIRST = """
            {"type":"record","name":"Event","fields":[
              {"name":"id","type":"long"},
              {"name":"name","type":["null","string"],"default":null},
              {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":10,"scale":2}},
              {"name":"day","type":{"type":"int","logicalType":"date"}},
              {"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}},
              {"name":"tags","type":{"type":"array","items":"string"}},
              {"name":"m","type":{"type":"map","values":["int","boolean"]}},
              {"name":"raw","type":"bytes"},
              {"name":"f","type":"double"},
              {"name":"kind","type":{"type":"enum","name":"Kind","symbols":["A","B"]}}]}
            """;

    @Test
    void avroIsReadWithTheSchemaThatWroteIt() throws Exception {
        try (AvroRegistry registry = new AvroRegistry()) {
            registry.put(7, FIRST);
            registry.put(
                    8,
                    "{\"type\":\"record\",\"name\":\"Event\",\"fields\":[{\"name\":\"id\",\"type\":\"long\"},"
                            + "{\"name\":\"more\",\"type\":\"string\"}]}");
            Decoder decoder = new Decoder(Format.AVRO, new SchemaRegistry(registry.url("")));
            assertThat(text(decoder.json(first())))
                    .isEqualTo(
                            "{\"id\":1,\"name\":\"n\",\"price\":\"12.34\",\"day\":\"2026-11-21\",\"at\":1795255201500,"
                                    + "\"tags\":[\"x\"],\"m\":{\"k\":true},\"raw\":\"AAE=\",\"f\":null,\"kind\":\"B\"}");
            Schema second = new Schema.Parser()
                    .parse("{\"type\":\"record\",\"name\":\"Event\",\"fields\":[{\"name\":\"id\",\"type\":\"long\"},"
                            + "{\"name\":\"more\",\"type\":\"string\"}]}");
            GenericRecord newer = new GenericData.Record(second);
            newer.put("id", 2L);
            newer.put("more", "later");
            assertThat(text(decoder.json(AvroRegistry.framed(8, second, newer))))
                    .isEqualTo("{\"id\":2,\"more\":\"later\"}");

            byte[] cut = Arrays.copyOf(first(), 8);
            assertThatThrownBy(() -> decoder.json(cut)).isInstanceOf(BadMessageException.class);
            byte[] unknown = ByteBuffer.allocate(6).put((byte) 0).putInt(99).array();
            assertThatThrownBy(() -> decoder.json(unknown)).hasMessageContaining("schema 99 is not in the registry");
            byte[] json = "{\"id\":1}".getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> decoder.json(json)).hasMessageContaining("json_without_schema");
        }
    }

    @Test
    void schemasMayNameOthers() throws Exception {
        String point = "{\"type\":\"record\",\"name\":\"Point\",\"namespace\":\"g\",\"fields\":"
                + "[{\"name\":\"x\",\"type\":\"int\"}]}";
        String line = "{\"type\":\"record\",\"name\":\"Line\",\"fields\":[{\"name\":\"from\",\"type\":\"g.Point\"}]}";
        try (AvroRegistry registry = new AvroRegistry()) {
            registry.put(1, line, "g.Point", "points", point);
            Schema.Parser parser = new Schema.Parser();
            Schema inner = parser.parse(point);
            Schema outer = parser.parse(line);
            GenericRecord from = new GenericData.Record(inner);
            from.put("x", 3);
            GenericRecord record = new GenericData.Record(outer);
            record.put("from", from);
            Decoder decoder = new Decoder(Format.AVRO, new SchemaRegistry(registry.url("")));
            assertThat(text(decoder.json(AvroRegistry.framed(1, outer, record))))
                    .isEqualTo("{\"from\":{\"x\":3}}");
        }
    }

    @Test
    void aRegistryThatIsAwayOrRefusesIsNoFaultOfTheMessage() throws Exception {
        String gone;
        try (AvroRegistry registry = new AvroRegistry()) {
            registry.put(7, FIRST);
            registry.authorization = Optional.of("Basic bWU6c2VjcmV0");
            gone = registry.url("");
            fails(registry.url(""), ErrorCode.SOURCE_REFUSED);
            assertThat(new Decoder(Format.AVRO, new SchemaRegistry(registry.url("me:secret@"))).json(first()))
                    .isNotEmpty();
            registry.status = 503;
            fails(registry.url("me:secret@"), ErrorCode.SOURCE_UNAVAILABLE);
        }
        fails(gone, ErrorCode.SOURCE_UNAVAILABLE);
        assertThatThrownBy(() -> new SchemaRegistry("me:secret@host"))
                .hasMessageContaining("KAFKA_SCHEMA_REGISTRY_URL")
                .hasMessageNotContaining("me:secret");
    }

    @Test
    void jsonBehindANumberIsStripped() {
        byte[] framed = ByteBuffer.allocate(7)
                .put((byte) 0)
                .putInt(3)
                .put("{}".getBytes(StandardCharsets.UTF_8))
                .array();
        assertThat(text(new Decoder(Format.JSON_WITH_SCHEMA, null).json(framed)))
                .isEqualTo("{}");
        assertThatThrownBy(() -> new Decoder(Format.JSON_WITHOUT_SCHEMA, null).json(framed))
                .hasMessageContaining("json_with_schema or avro");
    }

    private static void fails(String url, ErrorCode code) {
        assertThatThrownBy(() -> new Decoder(Format.AVRO, new SchemaRegistry(url)).json(first()))
                .isInstanceOfSatisfying(PipitException.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e.getMessage()).doesNotContain("secret");
                });
    }

    private static byte[] first() throws IOException {
        Schema schema = new Schema.Parser().parse(FIRST);
        GenericRecord record = new GenericData.Record(schema);
        record.put("id", 1L);
        record.put("name", "n");
        record.put("price", ByteBuffer.wrap(new byte[] {4, (byte) 0xD2}));
        record.put("day", 20778);
        record.put("at", 1_795_255_201_500L);
        record.put("tags", List.of("x"));
        record.put("m", Map.of("k", true));
        record.put("raw", ByteBuffer.wrap(new byte[] {0, 1}));
        record.put("f", Double.NaN);
        record.put("kind", new GenericData.EnumSymbol(schema.getField("kind").schema(), "B"));
        return AvroRegistry.framed(7, schema, record);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
