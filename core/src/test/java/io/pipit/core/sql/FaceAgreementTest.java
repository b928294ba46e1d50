package io.pipit.core.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.TableState;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Queries of the suite give the same rows over a table, over files of the lake, over files and fresh rows together, and in the keyed form
 * that the speed layer runs on a block. Every thirtieth query is tried; {@code -Dfaces.every=1} tries all.
 */
class FaceAgreementTest {
    private static final String HIDDEN =
            "'log:w' AS _feed, 0 AS _part, CAST(id // 20 AS BIGINT) AS _off, CAST(id % 20 AS INTEGER) AS _row, "
                    + "TIMESTAMP '2024-01-01 00:00:00' AS _at, ";

    /** What depends on the order in which rows are read. */
    private static final Pattern ORDERED = Pattern.compile(
            "\\b(any|anyIf|anyLast|anyHeavy|deltaSum|groupArrayMoving|first_value|last_value|topK|rowNumber)");

    private static final Pattern FRACTION = Pattern.compile("-?[0-9]+\\.[0-9]+(E-?[0-9]+)?");

    private final Dialect dialect = new Dialect();
    private final TestTables tables = new TestTables();

    @Test
    void tableFilesFreshRowsAndBlocksAgree(@TempDir Path folder) throws Exception {
        LakeConfig config = new LakeConfig(
                "jdbc",
                "jdbc:h2:" + folder.resolve("catalog-" + UUID.randomUUID())
                        + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;DB_CLOSE_DELAY=-1",
                folder.resolve("warehouse").toString(),
                Map.of());
        try (Engine engine = Engine.open(new EngineConfig(1, 512L << 20, folder.resolve("spill")));
                EngineSession session = engine.session();
                Lake lake = new Lake(config)) {
            TableSpec spec = table(session);
            LakeTable stored = lake.ensure(spec);
            String files = scan(session, stored, spec, "SELECT " + HIDDEN + "* FROM wide");
            String half = scan(session, stored, spec, "SELECT " + HIDDEN + "* FROM wide WHERE id < 33");
            String merged = "(SELECT * FROM " + half + " UNION ALL SELECT " + HIDDEN + "* FROM wide WHERE id >= 33)";
            String block = "(SELECT " + HIDDEN.replace("id // 20", "7").replace("id % 20", "id") + "* FROM wide)";
            compare(session, Map.of("files", files, "merged", merged), block);
        }
    }

    private TableSpec table(EngineSession session) throws Exception {
        TranslatedQuery rows = translated(new ConformanceFiles().tables().get("wide"), TranslationMode.PLAIN);
        session.execute("CREATE TABLE wide AS " + rows.bind(t -> t));
        tables.columns("wide", rows.columns());
        List<Column> columns =
                rows.columns().stream().map(c -> new Column(c.name(), c.type())).toList();
        return new TableSpec("wide", columns, EngineClause.MERGE_TREE, List.of(), PartitionKey.NONE);
    }

    private static String scan(EngineSession session, LakeTable table, TableSpec spec, String rows) {
        List<LakeFile> files = table.write(session, spec, rows);
        TableState state = table.commit(new LakeTable.TableChange(
                        files, List.of(), c -> new LakeTable.Decision(LakeTable.Verdict.COMMIT, c), "test"))
                .state();
        List<String> own = files.stream().map(LakeFile::path).toList();
        return table.scanSql(
                spec, state.files().stream().filter(f -> own.contains(f.path())).toList());
    }

    private void compare(EngineSession session, Map<String, String> faces, String block) throws Exception {
        int every = Integer.getInteger("faces.every", 30);
        List<ConformanceCase> cases = new ConformanceFiles()
                .cases().stream()
                        .filter(c -> c.query().contains("wide") && !c.refused())
                        .filter(c -> !ORDERED.matcher(c.query()).find())
                        .toList();
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        int keyed = 0;
        for (int i = 0; i < cases.size(); i += every) {
            String text = cases.get(i).query();
            TranslatedQuery query = translated(text, TranslationMode.PLAIN);
            List<String> wanted = rows(session, query, query.bind(t -> t), 0);
            for (Map.Entry<String, String> face : faces.entrySet()) {
                compared++;
                check(text, face.getKey(), wanted, rows(session, query, query.bind(t -> face.getValue()), 0), wrong);
            }
            Optional<TranslatedQuery> ofBlocks = keyed(text);
            if (ofBlocks.isPresent()) {
                keyed++;
                TranslatedQuery q = ofBlocks.get();
                check(text, "block", wanted, rows(session, q, q.bind(t -> block), 4), wrong);
            }
        }
        assertThat(wrong).as("%d faces and %d blocks", compared, keyed).isEmpty();
        assertThat(keyed).isPositive();
    }

    private static void check(String query, String face, List<String> wanted, List<String> found, List<String> wrong) {
        if (!found.equals(wanted)) {
            wrong.add(face + ": " + query + "\n    table " + wanted + "\n    " + face + " " + found);
        }
    }

    private TranslatedQuery translated(String query, TranslationMode mode) {
        return dialect.translate(dialect.parse(query, "query", 1), tables, mode);
    }

    /** The form for blocks, where there is one. */
    private Optional<TranslatedQuery> keyed(String query) {
        try {
            return Optional.of(translated(query, TranslationMode.keyed("wide"))).filter(TranslatedQuery::keyed);
        } catch (PipitException e) {
            return Optional.empty();
        }
    }

    /** Rows as texts, sorted, since the order of equal ones is open; numbers as they are compared in the suite. */
    private static List<String> rows(EngineSession session, TranslatedQuery query, String sql, int hidden) {
        return session.query(sql, result -> {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(row(query, result, hidden));
            }
            rows.sort(null);
            return rows;
        });
    }

    private static String row(TranslatedQuery query, ResultSet result, int hidden) throws SQLException {
        ArrayNode row = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < query.columns().size(); i++) {
            row.add(AnswerJson.of(query.columns().get(i).type(), result.getObject(hidden + i + 1)));
        }
        return FRACTION.matcher(row.toString()).replaceAll(m -> rounded(Double.parseDouble(m.group())));
    }

    /** Sums of numbers that cancel each other out leave a rest that depends on their order. */
    private static String rounded(double value) {
        return String.format(Locale.ROOT, "%.8g", Math.abs(value) < 1e-12 ? 0 : value);
    }
}
