package io.pipit.intake.kafka;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** A schema registry as far as a reader sees it. */
final class AvroRegistry implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, ObjectNode> answers = new ConcurrentHashMap<>();
    volatile int status = 200;
    volatile Optional<String> authorization = Optional.empty();

    AvroRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url(String user) {
        return "http://" + user + "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Knows a schema, by number. */
    void put(int id, String schema) {
        answers.put("/schemas/ids/" + id, JsonNodeFactory.instance.objectNode().put("schema", schema));
    }

    /** Knows a schema that names another one, which is version 1 of a subject. */
    void put(int id, String schema, String referred, String subject, String referredSchema) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("schema", schema);
        answer.putArray("references")
                .addObject()
                .put("name", referred)
                .put("subject", subject)
                .put("version", 1);
        answers.put("/schemas/ids/" + id, answer);
        answers.put(
                "/subjects/" + subject + "/versions/1",
                JsonNodeFactory.instance.objectNode().put("schema", referredSchema));
    }

    /** A record behind the number of its schema. */
    static byte[] framed(int id, Schema schema, GenericRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String given = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        ObjectNode found = answers.get(exchange.getRequestURI().getPath());
        int code = status != 200
                ? status
                : authorization.filter(a -> !a.equals(given)).isPresent() ? 401 : found == null ? 404 : 200;
        byte[] body = (code == 200 ? found.toString() : "{}").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
