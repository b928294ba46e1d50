package io.pipit.intake.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.type.TypeParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The events that the engine writes of a file's rows are those that are made row by row. */
class EventLineTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FILES = Integer.getInteger("files", 40);
    private static final int ROWS = 300;
    /** Types of files, and a value of each by a random number {@code r} and the row {@code i}. */
    private static final List<String[]> TYPES = List.of(
            new String[] {"BIGINT", "(r * 1e18)::BIGINT"},
            new String[] {"UTINYINT", "(i % 256)::UTINYINT"},
            new String[] {"HUGEINT", "(r * 1e30)::HUGEINT"},
            new String[] {"DOUBLE", "CASE i % 7 WHEN 0 THEN 'nan'::DOUBLE WHEN 1 THEN '-inf'::DOUBLE ELSE r * 1e25 END"
            },
            new String[] {"FLOAT", "r::FLOAT"},
            new String[] {"DECIMAL(18,4)", "(r * 1e9)::DECIMAL(18,4)"},
            new String[] {"BOOLEAN", "i % 2 = 0"},
            new String[] {"DATE", "DATE '1960-01-01' + (i * 37)::INTEGER"},
            new String[] {"TIMESTAMP", "TIMESTAMP '1950-01-01 10:00:00.5' + to_microseconds((r * 4e15)::BIGINT)"},
            new String[] {"TIMESTAMPTZ", "make_timestamptz((r * 1.7e15)::BIGINT)"},
            new String[] {"UUID", "md5(i::VARCHAR)::UUID"},
            new String[] {
                "VARCHAR",
                "CASE i % 6 WHEN 0 THEN '' WHEN 1 THEN 'it''s \"q\" \\ / ' || chr(10) || chr(9) || chr(1) WHEN 2 THEN 'ü😀' || chr(8232)"
                        + " WHEN 3 THEN 'null' WHEN 4 THEN '{\"a\": [1]}' ELSE 'x' || chr(127) || r END"
            },
            new String[] {"VARCHAR[]", "CASE i % 3 WHEN 0 THEN [] ELSE ['a\"\\', NULL, 'ü' || i] END"},
            new String[] {"INTEGER[]", "[i::INTEGER, NULL, -7]"},
            new String[] {"DOUBLE[]", "[r, NULL, 1e300]"},
            new String[] {"STRUCT(a INTEGER, b VARCHAR)", "{'a': i::INTEGER, 'b': 'x'}"},
            new String[] {"BLOB", "(CASE i % 2 WHEN 0 THEN '\\xFF\\x00a' ELSE 'text' END)::BLOB"});
    /** The first of them are written by the engine; the others make the file be read row by row. */
    private static final int BY_ENGINE = 14;

    private static final List<String> WANTED =
            List.of("String", "Nullable(String)", "Int64", "Float64", "DateTime64(3)", "Array(String)", "Array(Int64)");
    private static final List<String> PATHS = List.of("", "$.%s", "$.o.%s", "$.o.p.%s", "$.['q \"%s'']", "$.%s[:]");

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir
    Path folder;

    @Test
    void eventsOfRandomFilesAreTheSameBothWays() {
        System.out.println("EventLineTest seed=" + seed);
        int byEngine = 0;
        try (Engine engine = Engine.open(new EngineConfig(1, 200 << 20, folder.resolve("spill")));
                EngineSession session = engine.session()) {
            for (int i = 0; i < FILES; i++) {
                FileForm form = random.nextInt(3) == 0 ? FileForm.CSV : FileForm.PARQUET;
                List<String[]> types = types(form);
                Path file = folder.resolve(i + "." + form.label());
                session.execute("COPY (" + rows(types) + ") TO '" + file + "' (FORMAT " + form.label() + ")");
                TableSpec table = table(types);
                List<JsonNode> one = events(new FileRows(table, session, true), file, form);
                List<JsonNode> other = events(new FileRows(table, session, false), file, form);
                assertThat(one)
                        .as("seed %d, file %d: %s", seed, i, table)
                        .isEqualTo(other)
                        .hasSize(ROWS);
                byEngine += new FileRows(table, session).byEngine(file, form) ? 1 : 0;
            }
        }
        assertThat(byEngine).as("seed %d", seed).isBetween(1, FILES - 1);
    }

    private List<String[]> types(FileForm form) {
        List<String[]> types = new ArrayList<>();
        int most = random.nextInt(4) == 0 ? TYPES.size() : BY_ENGINE;
        for (int i = random.nextInt(6); i >= 0; i--) {
            types.add(TYPES.get(random.nextInt(most)));
        }
        if (form == FileForm.CSV) {
            types.removeIf(type -> type[0].endsWith("]") || type[0].startsWith("STRUCT") || type[0].equals("BLOB"));
            types.add(TYPES.get(0));
        }
        return types;
    }

    private String rows(List<String[]> types) {
        StringBuilder columns = new StringBuilder();
        for (int i = 0; i < types.size(); i++) {
            columns.append("CASE WHEN hash(i, ")
                    .append(i)
                    .append(") % 5 = 0 THEN NULL ELSE ")
                    .append(types.get(i)[1])
                    .append(" END AS c")
                    .append(i)
                    .append(", ");
        }
        return "SELECT " + columns + "i AS other FROM (SELECT range AS i, (hash(range + " + random.nextInt(1000)
                + ") % 1000000)::DOUBLE / 1e6 AS r FROM range(" + ROWS + "))";
    }

    private TableSpec table(List<String[]> types) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            boolean list = types.get(i)[0].endsWith("]");
            String path = PATHS.get(random.nextInt(list ? PATHS.size() : PATHS.size() - 1));
            String type = WANTED.get(random.nextInt(WANTED.size()));
            String otherwise = random.nextInt(4) == 0 && !type.startsWith("A") ? "'1'" : "";
            columns.add(new Column("c" + i, TypeParser.parse(type), path.replace("%s", "c" + i), otherwise));
        }
        return new TableSpec("events", columns, EngineClause.MERGE_TREE, List.of(), PartitionKey.NONE);
    }

    private static List<JsonNode> events(FileRows rows, Path file, FileForm form) {
        List<JsonNode> events = new ArrayList<>();
        rows.read(
                file,
                form,
                lines -> new String(lines, StandardCharsets.UTF_8)
                        .lines()
                        .map(EventLineTest::tree)
                        .forEach(events::add));
        return events;
    }

    private static JsonNode tree(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }

    @Test
    void valuesOfTwoColumnsInOnePlaceAreLeftToTheOtherWay() {
        EventLine same = new EventLine();
        same.add("a", List.of("x"), "BIGINT", false, Optional.empty());
        same.add("b", List.of("x"), "BIGINT", false, Optional.empty());
        assertThat(same.sql()).isEmpty();

        EventLine within = new EventLine();
        within.add("a", List.of("x"), "BIGINT", false, Optional.empty());
        within.add("b", List.of("x", "y"), "BIGINT", false, Optional.empty());
        assertThat(within.sql()).isEmpty();

        EventLine around = new EventLine();
        around.add("b", List.of("x", "y"), "BIGINT", false, Optional.empty());
        around.add("a", List.of("x"), "BIGINT", false, Optional.empty());
        assertThat(around.sql()).isEmpty();
    }
}
