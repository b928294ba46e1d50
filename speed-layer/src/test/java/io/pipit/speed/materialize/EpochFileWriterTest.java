package io.pipit.speed.materialize;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.SourceRows;
import io.pipit.core.block.type.DataType.DateTimeType;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeFixture;
import io.pipit.core.lake.LakeTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EpochFileWriterTest {
    private static final TableSpec SPEC = new TableSpec(
            "events",
            List.of(new Column("at", new DateTimeType(""))),
            EngineClause.MERGE_TREE,
            List.of(new SortKey("at", "\"at\"", "at")),
            new PartitionKey(PartitionKey.Transform.MONTH, "at"));
    private static final String JANUARY = partition(2026, 1);
    private static final String FEBRUARY = partition(2026, 2);

    @TempDir
    private Path folder;

    private final EpochFileWriter writer = new EpochFileWriter();
    private LakeFixture fixture;
    private LakeTable table;

    @BeforeEach
    void open() {
        fixture = new LakeFixture(folder);
        table = fixture.lake.ensure(SPEC);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void rowsAreFiledByTheirPartitionsHoweverLongTheyHaveBelongedToOne() throws IOException {
        int files = 0;
        for (int epoch = 0; epoch < 12; epoch++) {
            assertThat(written("2026-01-30 23:59:59", "2026-01-31 23:59:59")).containsExactly(JANUARY);
            files++;
        }
        assertThat(written("2026-01-31 23:59:59", "2026-02-01 00:00:00")).containsExactlyInAnyOrder(JANUARY, FEBRUARY);
        assertThat(written("2026-01-31 23:59:59", "2026-02-01 00:00:00")).containsExactlyInAnyOrder(JANUARY, FEBRUARY);
        files += 4;
        for (int epoch = 0; epoch < 12; epoch++) {
            assertThat(written("2026-02-01 00:00:00", "2026-02-28 23:59:59")).containsExactly(FEBRUARY);
            files++;
        }
        try (Stream<Path> there = Files.walk(folder.resolve("warehouse"))) {
            assertThat(there.filter(f -> f.toString().endsWith(".parquet")))
                    .as("a file of rows of several partitions is not left")
                    .hasSize(files);
        }
    }

    private List<String> written(String first, String last) {
        byte[] ipc = fixture.session.queryIpc("SELECT 0 AS _part, i AS _off, 0 AS _row, TIMESTAMP '" + first
                + "' AS _at, CASE WHEN i = 0 THEN TIMESTAMP '" + first + "' ELSE TIMESTAMP '" + last
                + "' END AS \"at\" FROM range(2) v(i)");
        return writer.write(fixture.session, table, SPEC, List.of(SourceRows.derived("f", ipc))).stream()
                .map(LakeFile::partition)
                .map(String::valueOf)
                .toList();
    }

    private static String partition(int year, int month) {
        return String.valueOf((year - 1970) * 12 + month - 1);
    }
}
