package io.pipit.core.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.sql.aggregate.Aggregates;
import io.pipit.core.sql.aggregate.Arity;
import io.pipit.core.sql.aggregate.base.Catalog;
import io.pipit.core.sql.function.FunctionRegistry;
import io.pipit.core.sql.function.ScalarFunction;
import io.pipit.core.sql.function.Types;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/functions.md} is what the registries of functions hold. To write it anew, run this test with
 * {@code -Dpipit.docs.write=true}.
 */
class FunctionDocsTest {
    private static final Path DOCS = Path.of("").toAbsolutePath().getParent().resolve("docs");

    private final FunctionRegistry functions = FunctionRegistry.standard();
    private final FunctionSamples samples = new FunctionSamples();

    @Test
    void theGuideIsWhatTheRegistriesHold() throws IOException {
        String guide = guide();
        Path file = DOCS.resolve("functions.md");
        if (Boolean.getBoolean("pipit.docs.write")) {
            Files.writeString(file, guide);
        }
        assertThat(Files.readString(file))
                .as("docs/functions.md; run FunctionDocsTest with -Dpipit.docs.write=true")
                .isEqualTo(guide);
    }

    @Test
    void everyFunctionThatProjectsUseIsThere() throws IOException {
        String guide = Files.readString(DOCS.resolve("functions.md"));
        Aggregates aggregates = new Aggregates();
        for (String name : Files.readAllLines(Path.of("src", "test", "resources", "dialect", "used-functions.txt"))) {
            boolean known =
                    functions.find(name).isPresent() || aggregates.find(name).isPresent();
            assertThat(known || guide.contains("`" + name + "`")).as(name).isTrue();
        }
    }

    private String guide() throws IOException {
        StringBuilder out = new StringBuilder(
                Files.readString(Path.of("src", "test", "resources", "dialect", "functions-head.md")));
        functions.sections().forEach((title, names) -> {
            out.append("\n## ").append(title).append("\n\n| function | arguments | gives | |\n|---|---|---|---|\n");
            grouped(names).forEach((function, all) -> row(out, function, all));
        });
        out.append("\n## Aggregates\n\n| aggregate | arguments | gives | |\n|---|---|---|---|\n");
        new Catalog().entries().values().forEach(e -> aggregate(out, e));
        return out.toString();
    }

    /** Functions in order, each with all its names. */
    private Map<ScalarFunction, List<String>> grouped(List<String> names) {
        Map<ScalarFunction, List<String>> grouped = new LinkedHashMap<>();
        for (String name : names) {
            grouped.computeIfAbsent(functions.find(name).orElseThrow(), f -> new ArrayList<>())
                    .add(name);
        }
        return grouped;
    }

    private void row(StringBuilder out, ScalarFunction function, List<String> names) {
        List<FunctionSamples.Sample> found = samples.of(function.name(), function.minArguments());
        String arguments = function.signature()
                .map(Object::toString)
                .orElseGet(() -> found.isEmpty() ? "" : arguments(function, found.get(0)));
        String others = names.size() == 1 ? "" : ", " + String.join(", ", quoted(names.subList(1, names.size())));
        out.append("| ").append("`" + names.get(0) + "`").append(others);
        out.append(" | ").append(escaped(arguments)).append(" | ").append(escaped(types(found)));
        out.append(" | ").append(escaped(function.doc())).append(" |\n");
    }

    private static List<String> quoted(List<String> names) {
        return names.stream().map(n -> "`" + n + "`").toList();
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|");
    }

    private static String types(List<FunctionSamples.Sample> found) {
        List<String> types = found.stream().map(FunctionSamples.Sample::type).toList();
        return types.size() == 3 ? String.join(", ", types) + ", …" : String.join(", ", types);
    }

    private static String arguments(ScalarFunction function, FunctionSamples.Sample sample) {
        int more = function.maxArguments() == ScalarFunction.ANY
                ? -1
                : function.maxArguments() - sample.arguments().size();
        String rest = more < 0 ? ", ..." : more == 0 ? "" : more == 1 ? "[, one more]" : "[, " + more + " more]";
        String shown = sample.words() + rest;
        return shown.startsWith(", ") ? shown.substring(2) : shown;
    }

    private static void aggregate(StringBuilder out, Catalog.Entry entry) {
        Arity arity = entry.aggregate().arity();
        List<io.pipit.core.block.type.DataType> types = new ArrayList<>();
        for (int i = 0; i < Math.max(1, Math.min(arity.least(), 5)); i++) {
            types.add(Types.INT32);
        }
        String result;
        try {
            result = entry.aggregate().type(List.of("2", "0", "10"), types).toString();
        } catch (RuntimeException e) {
            result = "";
        }
        out.append("| `").append(entry.name()).append("` | ").append(arity).append(" | ");
        out.append(result).append(" | ").append(escaped(entry.documentation())).append(" |\n");
    }
}
