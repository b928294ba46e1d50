package io.pipit.serving.http;

import io.pipit.core.project.EndpointPlan;
import io.pipit.core.project.EndpointPlan.Parameter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Endpoints as a document of OpenAPI 3: what generators of clients and tools for trying requests read. */
final class OpenApi {
    private static final String JSON = "application/json";

    private final List<EndpointPlan> endpoints;

    /** Of these endpoints, those that are published. */
    OpenApi(Collection<EndpointPlan> endpoints) {
        this.endpoints = endpoints.stream()
                .filter(EndpointPlan::published)
                .sorted(Comparator.comparing(EndpointPlan::pipe))
                .toList();
    }

    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.0.3");
        document.put("info", Map.of("title", "Endpoints", "version", "1"));
        document.put("servers", List.of(Map.of("url", "/")));
        document.put("security", List.of(Map.of("bearer", List.of()), Map.of("token", List.of())));
        Map<String, Object> paths = new LinkedHashMap<>();
        endpoints.forEach(e -> paths.put("/v0/pipes/" + e.pipe() + ".json", Map.of("get", operation(e))));
        document.put("paths", paths);
        document.put("components", components());
        return document;
    }

    private static Map<String, Object> operation(EndpointPlan endpoint) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("operationId", endpoint.pipe());
        operation.put("summary", endpoint.pipe());
        if (!endpoint.description().isBlank()) {
            operation.put("description", endpoint.description());
        }
        operation.put(
                "parameters",
                endpoint.parameters().stream().map(OpenApi::parameter).toList());
        Map<String, Object> responses = new LinkedHashMap<>();
        responses.put("200", response("The rows", "Answer"));
        responses.put("default", response("Why there is no answer", "Error"));
        operation.put("responses", responses);
        return operation;
    }

    private static Map<String, Object> parameter(Parameter declared) {
        ParameterSchema schema = new ParameterSchema(declared.type());
        Map<String, Object> parameter = new LinkedHashMap<>();
        parameter.put("name", declared.name());
        parameter.put("in", "query");
        parameter.put("required", declared.required());
        List<String> description = new ArrayList<>();
        if (!declared.description().isBlank()) {
            description.add(declared.description().strip());
        }
        schema.form().ifPresent(description::add);
        if (!description.isEmpty()) {
            parameter.put("description", String.join(" ", description));
        }
        if (schema.list()) {
            parameter.put("style", "form");
            parameter.put("explode", false);
        }
        parameter.put("schema", schema.of(declared.defaultValue()));
        return parameter;
    }

    private static Map<String, Object> response(String description, String schema) {
        return Map.of(
                "description",
                description,
                "content",
                Map.of(JSON, Map.of("schema", Map.of("$ref", "#/components/schemas/" + schema))));
    }

    private static Map<String, Object> components() {
        Map<String, Object> schemas = new LinkedHashMap<>();
        Map<String, Object> column = object("name", ParameterSchema.STRING, "type", ParameterSchema.STRING);
        Map<String, Object> row = Map.of("type", "object", "additionalProperties", true);
        Map<String, Object> count = Map.of("type", "integer", "format", "int64");
        Map<String, Object> statistics =
                object("elapsed", Map.of("type", "number"), "rows_read", count, "bytes_read", count);
        schemas.put("Answer", object("meta", list(column), "data", list(row), "rows", count, "statistics", statistics));
        schemas.put("Error", object("error", ParameterSchema.STRING, "code", ParameterSchema.STRING));
        Map<String, Object> security = new LinkedHashMap<>();
        security.put("bearer", Map.of("type", "http", "scheme", "bearer"));
        security.put("token", Map.of("type", "apiKey", "in", "query", "name", "token"));
        return Map.of("schemas", schemas, "securitySchemes", security);
    }

    private static Map<String, Object> list(Map<String, Object> items) {
        return Map.of("type", "array", "items", items);
    }

    private static Map<String, Object> object(Object... namesAndSchemas) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (int i = 0; i < namesAndSchemas.length; i += 2) {
            properties.put(namesAndSchemas[i].toString(), namesAndSchemas[i + 1]);
        }
        return Map.of("type", "object", "properties", properties);
    }
}
