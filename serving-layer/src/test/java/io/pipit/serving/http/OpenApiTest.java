package io.pipit.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.core.project.EndpointPlan;
import io.pipit.core.project.EndpointPlan.Parameter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the document says of parameters. */
class OpenApiTest {
    private static JsonNode parameter(Parameter parameter) {
        EndpointPlan endpoint = new EndpointPlan("p", true, "What it\nsays", List.of(parameter));
        JsonNode document = new ObjectMapper().valueToTree(new OpenApi(List.of(endpoint)).document());
        JsonNode get = document.get("paths").get("/v0/pipes/p.json").get("get");
        assertThat(get.get("description").asText()).isEqualTo("What it\nsays");
        assertThat(get.get("responses").get("200").toString()).contains("#/components/schemas/Answer");
        assertThat(document.get("components").get("schemas").has("Answer")).isTrue();
        return get.get("parameters").get(0);
    }

    private static String schema(String type, String byDefault) {
        return parameter(new Parameter("x", type, byDefault, false, ""))
                .get("schema")
                .toString();
    }

    @Test
    void typesAndDefaultsAreThoseOfOpenApi() {
        assertThat(schema("String", "a")).isEqualTo("{\"type\":\"string\",\"default\":\"a\"}");
        assertThat(schema("Float64", "1.5"))
                .contains("\"type\":\"number\"", "\"format\":\"double\"", "\"default\":1.5");
        assertThat(schema("Int32", "-7")).contains("\"type\":\"integer\"", "\"format\":\"int32\"", "\"default\":-7");
        assertThat(schema("UInt64", "")).isEqualTo("{\"type\":\"integer\"}");
        assertThat(schema("Boolean", "0")).contains("\"type\":\"boolean\"", "\"default\":false");
        assertThat(schema("Date", "2024-01-01")).contains("\"format\":\"date\"", "\"default\":\"2024-01-01\"");
        assertThat(schema("Int64", "now")).contains("\"default\":\"now\"");
    }

    @Test
    void listsAreOneParameterWithCommas() {
        JsonNode list = parameter(new Parameter("ids", "Array(Int32)", "1,2", false, ""));
        assertThat(list.get("explode").asBoolean()).isFalse();
        assertThat(list.get("schema").get("items").get("type").asText()).isEqualTo("integer");
        assertThat(list.get("schema").get("default").toString()).isEqualTo("[1,2]");
    }

    @Test
    void whatIsRequiredAndSaidIsThere() {
        JsonNode time = parameter(new Parameter("start", "DateTime", "", true, "From when on"));
        assertThat(time.get("in").asText()).isEqualTo("query");
        assertThat(time.get("required").asBoolean()).isTrue();
        assertThat(time.get("description").asText()).isEqualTo("From when on (YYYY-MM-DD hh:mm:ss, UTC)");
    }

    @Test
    void whatIsNotPublishedIsLeftOut() {
        EndpointPlan inner = new EndpointPlan("inner", false, "", List.of());
        assertThat(new OpenApi(List.of(inner)).document().get("paths").toString())
                .isEqualTo("{}");
    }
}
