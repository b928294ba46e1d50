package io.pipit.intake.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Avro schemas by number, from a registry that is asked once for each. Not thread-safe. */
final class SchemaRegistry {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final URI url;
    private final String authorization;
    private final HttpClient http;
    private final Map<Integer, Schema> schemas = new HashMap<>();

    /** At an address that may hold name and password, {@code https://name:password@host}. */
    SchemaRegistry(String address) {
        URI given = address(address);
        String user = given.getUserInfo();
        this.authorization = user == null
                ? ""
                : "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
        this.url = URI.create(user == null ? address : address.replaceFirst("//[^@/]*@", "//"));
        this.http = HttpClient.newBuilder()
                .connectTimeout(TIMEOUT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    private static URI address(String text) {
        try {
            URI address = URI.create(text);
            if (address.getHost() != null && String.valueOf(address.getScheme()).startsWith("http")) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // said below, without the text: it may hold a password
        }
        throw new PipitException(
                ErrorCode.INVALID_CONFIG,
                "KAFKA_SCHEMA_REGISTRY_URL is no address; expected for instance https://name:password@host:8081.");
    }

    /**
     * The schema of a number.
     *
     * @throws BadMessageException when the registry has none, or one that is not Avro
     * @throws PipitException {@code SOURCE_UNAVAILABLE}, {@code SOURCE_REFUSED}
     */
    Schema schema(int id) {
        Schema known = schemas.get(id);
        if (known != null) {
            return known;
        }
        JsonNode found = get("/schemas/ids/" + id, "the schema " + id);
        Schema.Parser parser = new Schema.Parser();
        try {
            references(found, parser);
            Schema schema = parse(found, parser, "the schema " + id);
            schemas.put(id, schema);
            return schema;
        } catch (AvroRuntimeException e) {
            throw new BadMessageException("the schema " + id + " cannot be used: " + e.getMessage());
        }
    }

    /** How many subjects it has. */
    int subjects() {
        return get("/subjects", "its subjects").size();
    }

    private void references(JsonNode schema, Schema.Parser parser) {
        for (JsonNode reference : schema.path("references")) {
            String name = reference.path("name").asText();
            if (parser.getTypes().containsKey(name)) {
                continue;
            }
            String subject = URLEncoder.encode(reference.path("subject").asText(), StandardCharsets.UTF_8);
            String what = "the schema of " + name;
            JsonNode found = get(
                    "/subjects/" + subject + "/versions/"
                            + reference.path("version").asInt(),
                    what);
            references(found, parser);
            parse(found, parser, what);
        }
    }

    private static Schema parse(JsonNode found, Schema.Parser parser, String what) {
        String type = found.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw new BadMessageException(what + " is " + type
                    + ", not Avro; for JSON behind a schema's number write KAFKA_VALUE_FORMAT" + " json_with_schema");
        }
        return parser.parse(found.path("schema").asText());
    }

    private JsonNode get(String path, String what) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(TIMEOUT)
                .header("Accept", "application/vnd.schemaregistry.v1+json, application/json");
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        HttpResponse<String> answer;
        try {
            answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw unavailable(
                    what, e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(what, "interrupted");
        }
        return switch (answer.statusCode()) {
            case 200 -> tree(answer.body(), what);
            case 404 -> throw new BadMessageException(what + " is not in the registry");
            case 401, 403 ->
                throw new PipitException(
                        ErrorCode.SOURCE_REFUSED,
                        "The schema registry " + url + " does not let in (status " + answer.statusCode()
                                + "). Put name and password into KAFKA_SCHEMA_REGISTRY_URL: https://name:password@host.");
            default -> throw unavailable(what, "status " + answer.statusCode());
        };
    }

    private JsonNode tree(String body, String what) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw unavailable(what, "the answer is no JSON");
        }
    }

    private PipitException unavailable(String what, String why) {
        return new PipitException(
                ErrorCode.SOURCE_UNAVAILABLE,
                "The schema registry " + url + " does not give " + what + " (" + why
                        + "). Messages wait in their topic meanwhile.");
    }
}
