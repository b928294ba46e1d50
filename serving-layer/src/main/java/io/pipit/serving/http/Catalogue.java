package io.pipit.serving.http;

import io.pipit.core.block.Column;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.EndpointPlan;
import io.pipit.core.project.Plan;
import io.pipit.core.project.system.SystemTables;
import io.pipit.serving.ServingStatus.TableStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Pipes and data sources as the HTTP interface lists them. */
final class Catalogue {
    private final Plan plan;

    Catalogue(Plan plan) {
        this.plan = plan;
    }

    List<Map<String, Object>> pipes() {
        return new TreeMap<>(plan.endpoints())
                .values().stream().map(Catalogue::pipe).toList();
    }

    Map<String, Object> pipe(String name) {
        return Optional.ofNullable(plan.endpoints().get(name))
                .map(Catalogue::pipe)
                .orElseThrow(() -> new PipitException(
                        ErrorCode.UNKNOWN_ENDPOINT,
                        "There is no pipe '" + name + "' that answers requests."
                                + NearestName.hint(name, plan.endpoints().keySet())));
    }

    /** Names of the parameters that a pipe's template declares; none where there is no such pipe. */
    Set<String> declared(String pipe) {
        return Optional.ofNullable(plan.endpoints().get(pipe)).stream()
                .flatMap(endpoint -> endpoint.parameters().stream())
                .map(EndpointPlan.Parameter::name)
                .collect(Collectors.toSet());
    }

    private static Map<String, Object> pipe(EndpointPlan endpoint) {
        Map<String, Object> pipe = new LinkedHashMap<>();
        pipe.put("id", endpoint.pipe());
        pipe.put("name", endpoint.pipe());
        pipe.put("type", endpoint.published() ? "endpoint" : "default");
        pipe.put("description", endpoint.description());
        pipe.put("parameters", endpoint.parameters());
        if (endpoint.published()) {
            pipe.put("url", "/v0/pipes/" + endpoint.pipe() + ".json");
        }
        return pipe;
    }

    List<Map<String, Object>> dataSources(List<TableStatus> statistics) {
        Map<String, TableStatus> byName = statistics.stream().collect(Collectors.toMap(TableStatus::table, s -> s));
        return new TreeMap<>(plan.tables())
                .values().stream()
                        .filter(t -> !SystemTables.own(t.name()))
                        .map(t -> dataSource(t, Optional.ofNullable(byName.get(t.name()))))
                        .toList();
    }

    /** One of them by its name. */
    Map<String, Object> dataSource(String name, List<TableStatus> statistics) {
        List<Map<String, Object>> all = dataSources(statistics);
        return all.stream().filter(s -> s.get("name").equals(name)).findFirst().orElseThrow(() -> {
            List<String> names = all.stream().map(s -> s.get("name").toString()).toList();
            return new PipitException(
                    ErrorCode.UNKNOWN_DATA_SOURCE,
                    "There is no data source '" + name + "'." + NearestName.hint(name, names)
                            + " GET /v0/datasources lists them.");
        });
    }

    private Map<String, Object> dataSource(TableSpec table, Optional<TableStatus> statistics) {
        Map<String, Object> source = new LinkedHashMap<>();
        source.put("id", table.name());
        source.put("name", table.name());
        source.put("columns", table.columns().stream().map(Catalogue::column).toList());
        Map<String, Object> engine = new LinkedHashMap<>();
        engine.put("engine", table.engine().kind().text());
        engine.put(
                "engine_sorting_key",
                table.sortingKey().stream().map(SortKey::text).collect(Collectors.joining(", ")));
        source.put("engine", engine);
        source.put("landing", plan.landing().contains(table.name()));
        statistics.ifPresent(s -> source.put("statistics", statistics(s)));
        return source;
    }

    private static Map<String, Object> statistics(TableStatus status) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("lake_rows", status.lakeRows());
        out.put("fresh_rows", status.freshRows());
        out.put("files", status.files());
        return out;
    }

    private static Map<String, Object> column(Column column) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("name", column.name());
        out.put("type", column.type().toString());
        out.put("nullable", column.type().nullable());
        out.put("jsonpath", column.jsonPath().isEmpty() ? null : column.jsonPath());
        out.put("default_value", column.defaultExpression().isEmpty() ? null : column.defaultExpression());
        return out;
    }
}
