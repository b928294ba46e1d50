package io.pipit.core.lake.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.type.DataType.DateTimeType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.DataType.NullableType;
import io.pipit.core.block.type.DataType.StringType;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeFixture;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.TableState.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of wide rows that an engine writes which has less memory than they take. */
class SortedRangesTest {
    private static final long ROWS = 48_000;
    private static final TableSpec SPEC = new TableSpec(
            "wide",
            List.of(
                    new Column("user", new NullableType(new StringType())),
                    new Column("n", new IntType(64, false)),
                    new Column("at", new DateTimeType("")),
                    new Column("payload", new StringType())),
            EngineClause.MERGE_TREE,
            List.of(new SortKey("user", "\"user\"", "user"), new SortKey("n % 7", "\"n\" % 7", "n")),
            new PartitionKey(PartitionKey.Transform.MONTH, "at"));

    /** A third has no user, a third the same one. */
    private static final String QUERY =
            "SELECT 'log:wide' AS _feed, (range % 2)::INTEGER AS _part, range AS _off, 0 AS _row,"
                    + " TIMESTAMP '2026-01-01 00:00:00' AS _at, CASE range % 3 WHEN 0 THEN 'hot' WHEN 1 THEN 'u' || range END AS \"user\","
                    + " hash(range) AS n, TIMESTAMP '2026-01-20 00:00:00' + INTERVAL 1 SECOND * (range % 2000000) AS \"at\","
                    + " repeat(md5(range::VARCHAR), 50) AS payload FROM range(" + ROWS + ")";

    @TempDir
    Path folder;

    @Test
    void rowsThatMemoryCannotSortAreSortedByRanges() throws IOException {
        Path spill = folder.resolve("spill");
        try (LakeFixture lake = new LakeFixture(folder);
                Engine small = Engine.open(new EngineConfig(1, 48 << 20, spill));
                EngineSession session = small.session()) {
            LakeTable table = lake.lake.ensure(SPEC);

            List<LakeFile> files = table.write(session, SPEC, QUERY);

            assertThat(files).as("ranges").hasSizeGreaterThan(2);
            String scan = scan(table, files);
            assertThat(lake.session.queryLong("SELECT count(*) FROM " + scan)).isEqualTo(ROWS);
            assertThat(content(lake, scan)).isEqualTo(content(lake, "(" + QUERY + ")"));
            for (LakeFile file : files) {
                String one = scan(table, List.of(file));
                String key = "struct_pack(a := \"user\", b := n % 7, c := _part, d := _off)";
                assertThat(lake.session.queryLong("SELECT count(*) FROM (SELECT " + key + " < lag(" + key
                                + ") OVER () AS less FROM " + one + ") WHERE less"))
                        .as("rows out of order in %s", file.path())
                        .isZero();
                assertThat(lake.session.queryLong(
                                "SELECT max(row_group_bytes) FROM parquet_metadata('" + file.path() + "')"))
                        .isLessThan(2 * ParquetFiles.ROW_GROUP_BYTES);
            }
            try (Stream<Path> left = Files.list(spill)) {
                assertThat(left.filter(path -> path.getFileName().toString().startsWith("ranges")))
                        .isEmpty();
            }
        }
    }

    @Test
    void whatIsTooMuchByItselfIsSaidToBe() {
        try (LakeFixture lake = new LakeFixture(folder);
                Engine small = Engine.open(new EngineConfig(1, 24 << 20, folder.resolve("spill")));
                EngineSession session = small.session()) {
            LakeTable table = lake.lake.ensure(SPEC);
            String query = QUERY.replace("md5(range::VARCHAR), 50", "md5(range::VARCHAR), 1000");
            assertThatThrownBy(() -> table.write(session, SPEC, query))
                    .isInstanceOfSatisfying(
                            PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY));
        }
    }

    private static long content(LakeFixture lake, String rows) {
        return lake.session.queryLong(
                "SELECT (sum(hash(_part, _off, \"user\", n, \"at\", payload)) % 9223372036854775807)::BIGINT FROM "
                        + rows);
    }

    private static String scan(LakeTable table, List<LakeFile> files) {
        return table.scanSql(
                SPEC,
                files.stream()
                        .map(f -> new StoredFile(f.path(), f.rows(), f.bytes(), 0, ""))
                        .toList());
    }
}
