package io.pipit.cli.scaffold;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipit.core.block.Column;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.json.JsonPath;
import io.pipit.core.block.type.DataType;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.core.project.Problem;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** What {@code pipit mock} does: a fixture of made-up events that fit a data source; the same seed gives the same rows. */
public final class MockRows {
    /** The rows lie in the day before it: a fixed time, since fixtures are compared with recorded results. */
    private static final Instant END = Instant.parse("2025-01-02T00:00:00Z");

    private static final long SPAN_SECONDS = 86_400;

    private final Path project;

    /** For a project folder. */
    public MockRows(Path project) {
        this.project = project;
    }

    /** Writes {@code fixtures/NAME.ndjson}, replacing what is there. */
    public Path write(String dataSource, int rows, long seed) {
        Plan plan = plan();
        TableSpec table = plan.table(dataSource)
                .orElseThrow(() -> new PipitException(
                        ErrorCode.UNKNOWN_DATA_SOURCE,
                        "There is no data source '" + dataSource + "'."
                                + NearestName.hint(dataSource, plan.tables().keySet())));
        Path file = project.resolve("fixtures").resolve(dataSource + ".ndjson");
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, rows(table, rows, seed), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new PipitException(ErrorCode.INVALID_ARGUMENT, file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private Plan plan() {
        ProjectCompiler.Compilation compiled = new ProjectCompiler().compile(ProjectFolder.read(project));
        return compiled.plan()
                .orElseThrow(() -> new PipitException(
                        ErrorCode.INVALID_PROJECT,
                        compiled.problems().stream().map(Problem::toString).collect(Collectors.joining("\n"))
                                + "\nThe project does not build."));
    }

    private static String rows(TableSpec table, int rows, long seed) {
        MadeUpValues values = new MadeUpValues(new Random(seed));
        boolean byName = table.columns().stream().allMatch(c -> c.jsonPath().isBlank());
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            values.at(END.minusSeconds(SPAN_SECONDS - SPAN_SECONDS * i / rows));
            ObjectNode event = JsonNodeFactory.instance.objectNode();
            for (Column column : table.columns()) {
                List<String> steps = byName
                        ? List.of(column.name())
                        : column.jsonPath().isBlank()
                                ? List.of()
                                : JsonPath.parse(column.jsonPath()).steps();
                if (!steps.isEmpty()) {
                    put(event, steps, column, values);
                }
            }
            out.append(event).append('\n');
        }
        return out.toString();
    }

    private static void put(ObjectNode event, List<String> steps, Column column, MadeUpValues values) {
        int each = steps.indexOf(JsonPath.EACH);
        if (each < 0 || each == steps.size() - 1) {
            List<String> names = each < 0 ? steps : steps.subList(0, each);
            parent(event, names).set(names.get(names.size() - 1), values.of(column.name(), column.type()));
            return;
        }
        // $.a[:].b: the member of each element
        List<String> names = steps.subList(0, each);
        ObjectNode parent = parent(event, names);
        String last = names.get(names.size() - 1);
        ArrayNode elements = parent.get(last) instanceof ArrayNode there ? there : objects(parent.putArray(last));
        DataType element = column.type().bare() instanceof DataType.ArrayType array ? array.element() : column.type();
        List<String> below = steps.subList(each + 1, steps.size());
        for (JsonNode object : elements) {
            parent((ObjectNode) object, below).set(below.get(below.size() - 1), values.of(column.name(), element));
        }
    }

    private static ArrayNode objects(ArrayNode array) {
        array.addObject();
        array.addObject();
        return array;
    }

    private static ObjectNode parent(ObjectNode event, List<String> names) {
        ObjectNode at = event;
        for (String name : names.subList(0, names.size() - 1)) {
            at = at.get(name) instanceof ObjectNode there ? there : at.putObject(name);
        }
        return at;
    }
}
