package io.pipit.core.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.core.block.type.DataType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Answers of translated queries equal those of the engine that defined the dialect: see {@code conformance/README.md}. */
class ConformanceTest {
    private record Case(String query, List<String> rows) {}

    private static final Dialect DIALECT = new Dialect();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TestTables TABLES = new TestTables();
    private static Duck duck;

    @BeforeAll
    static void setUp() throws Exception {
        duck = new Duck();
        TranslatedQuery setup =
                DIALECT.translate(DIALECT.parse(resource("setup.sql"), "setup.sql", 1), TABLES, TranslationMode.PLAIN);
        duck.execute("CREATE TABLE events AS " + setup.bind(t -> t));
        TABLES.columns("events", setup.columns());
    }

    @AfterAll
    static void tearDown() {
        duck.close();
    }

    @TestFactory
    Stream<DynamicTest> dates() throws IOException {
        return tests("dates.txt");
    }

    @TestFactory
    Stream<DynamicTest> strings() throws IOException {
        return tests("strings.txt");
    }

    @TestFactory
    Stream<DynamicTest> core() throws IOException {
        return tests("core.txt");
    }

    @TestFactory
    Stream<DynamicTest> arrays() throws IOException {
        return tests("arrays.txt");
    }

    @TestFactory
    Stream<DynamicTest> clauses() throws IOException {
        return tests("clauses.txt");
    }

    @TestFactory
    Stream<DynamicTest> types() throws IOException {
        return tests("types.txt");
    }

    @TestFactory
    Stream<DynamicTest> more() throws IOException {
        return tests("more.txt");
    }

    private static Stream<DynamicTest> tests(String file) throws IOException {
        List<Case> cases = new ArrayList<>();
        for (String line : resource(file).split("\n")) {
            if (line.startsWith("> ")) {
                cases.add(new Case(line.substring(2), new ArrayList<>()));
            } else if (line.startsWith("< ")) {
                cases.get(cases.size() - 1).rows().add(line.substring(2));
            }
        }
        return cases.stream().map(c -> DynamicTest.dynamicTest(c.query(), () -> check(c)));
    }

    private static void check(Case expected) throws Exception {
        TranslatedQuery query =
                DIALECT.translate(DIALECT.parse(expected.query(), "query", 1), TABLES, TranslationMode.PLAIN);
        String sql = query.bind(t -> t);
        List<DataType> types = query.columns().stream().map(OutputColumn::type).toList();
        List<List<Object>> rows = duck.rows(sql);
        assertThat(rows).as(sql).hasSameSizeAs(expected.rows());
        for (int i = 0; i < rows.size(); i++) {
            JsonNode wanted = JSON.readTree(expected.rows().get(i));
            for (int j = 0; j < types.size(); j++) {
                JsonNode found = AnswerJson.of(types.get(j), rows.get(i).get(j));
                assertThat(AnswerJson.same(found, wanted.get(j)))
                        .as(
                                "row %d, column '%s' (%s): found %s, wanted %s%n%s",
                                i, query.columns().get(j).name(), types.get(j), found, wanted.get(j), sql)
                        .isTrue();
            }
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ConformanceTest.class.getResourceAsStream("/conformance/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
