package io.pipit.core.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.NothingType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each function gives the values and the types that the engine which defined the dialect gives: see {@code conformance/README.md}. */
class FunctionConformanceTest {
    private static final Dialect DIALECT = new Dialect();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TestTables TABLES = new TestTables();
    private static Duck duck;

    private final List<String> wrong = new ArrayList<>();

    @BeforeAll
    static void setUp() {
        duck = new Duck();
    }

    @AfterAll
    static void tearDown() {
        duck.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hashes",
                "strings",
                "dates",
                "numbers",
                "conversions",
                "arrays",
                "json",
                "urls",
                "places",
                "aggregates"
            })
    void answersAreThoseOfTheEngine(String family) throws IOException {
        String query = "";
        List<String> rows = new ArrayList<>();
        String types = "";
        for (String line : (resource("fn-" + family + ".txt") + "\n> ").split("\n")) {
            String rest = line.length() > 2 ? line.substring(2) : "";
            switch (line.isEmpty() ? '#' : line.charAt(0)) {
                case '>' -> {
                    check(query, rows, types);
                    query = rest;
                    rows.clear();
                    types = "";
                }
                case '<' -> rows.add(rest);
                case ':' -> types = rest;
                default -> {
                    // a remark
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private void check(String query, List<String> rows, String types) {
        if (query.isEmpty()) {
            return;
        }
        try {
            compare(query, rows, types);
        } catch (Exception e) {
            wrong.add(query + "\n    failed: " + e.getMessage());
        }
    }

    private void compare(String text, List<String> expected, String expectedTypes) throws Exception {
        TranslatedQuery query = DIALECT.translate(DIALECT.parse(text, "query", 1), TABLES, TranslationMode.PLAIN);
        List<DataType> types = query.columns().stream().map(OutputColumn::type).toList();
        List<List<Object>> rows = duck.rows(NarrowTables.bindBare(query));
        if (rows.size() != expected.size()) {
            wrong.add(text + "\n    found " + rows.size() + " rows, wanted " + expected.size());
            return;
        }
        for (int i = 0; i < rows.size(); i++) {
            JsonNode wanted = JSON.readTree(expected.get(i));
            for (int j = 0; j < types.size(); j++) {
                JsonNode found = AnswerJson.of(types.get(j), rows.get(i).get(j));
                if (!AnswerJson.same(found, wanted.get(j))) {
                    wrong.add(query.columns().get(j).name() + ": found " + found + ", wanted " + wanted.get(j));
                }
            }
        }
        JsonNode wantedTypes = expectedTypes.isEmpty() ? JSON.createArrayNode() : JSON.readTree(expectedTypes);
        for (int j = 0; j < wantedTypes.size(); j++) {
            String wanted = withoutHints(wantedTypes.get(j).asText());
            if (!withoutHints(name(types.get(j))).equals(wanted)) {
                wrong.add(query.columns().get(j).name() + ": found the type " + types.get(j) + ", wanted " + wanted);
            }
        }
    }

    private static String name(DataType type) {
        return type.bare() instanceof NothingType ? "Nullable(Nothing)" : type.toString();
    }

    /** LowCardinality is a hint for storage that literals and results have here and there. */
    private static String withoutHints(String type) {
        return type.replaceAll("LowCardinality\\(((?:[^()]|\\([^()]*\\))*)\\)", "$1");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = FunctionConformanceTest.class.getResourceAsStream("/conformance/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
