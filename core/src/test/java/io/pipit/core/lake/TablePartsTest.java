package io.pipit.core.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.Identity;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.WantedColumns;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.DataType.StringType;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.file.ScanSql;
import io.pipit.core.sql.MergeSql;
import io.pipit.core.sql.TableRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows of files and rows in memory are put together by the places of their columns: whichever columns are wanted, in whatever order, each
 * value is in its column. All values of a column begin with its name.
 */
class TablePartsTest {
    private static final List<String> NAMES = List.of("first", "key", "second", "third", "fourth");
    private static final TableSpec SPEC = new TableSpec(
            "parts",
            Stream.concat(
                            NAMES.stream().map(name -> new Column(name, new StringType())),
                            Stream.of(new Column("version", new IntType(64, false))))
                    .toList(),
            new EngineClause(EngineClause.Kind.REPLACING, "version", "", List.of()),
            List.of(new SortKey("key", "\"key\"", "key")),
            PartitionKey.NONE);

    @TempDir
    Path folder;

    private LakeFixture fixture;
    private TableRows rows;

    /** Of rows 0 to 9 in a file, 5 to 14 in memory, and of none. */
    @BeforeEach
    void open() {
        fixture = new LakeFixture(folder);
        LakeTable table = fixture.lake.ensure(SPEC);
        List<LakeFile> files = table.write(fixture.session, SPEC, made(0, 10));
        TableState state = table.commit(new TableChange(files, List.of(), CoveragePlan.carry(), "speed"))
                .state();
        fixture.session.execute("CREATE TABLE held AS " + made(5, 15));
        rows = new TableRows(List.of(
                table.scan(SPEC, state.files())::select,
                TableRows.Part.of("held"),
                wanted -> ScanSql.none(SPEC, wanted)));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void columnsAreTheSameInAllParts() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            List<String> wanted = wanted(random);
            String select = rows.select(WantedColumns.of(new LinkedHashSet<>(wanted)));
            assertThat(fixture.session.queryLong("SELECT count(*) FROM " + select))
                    .isEqualTo(20);
            assertThat(misplaced(select, wanted))
                    .as("seed %d: %s", seed, wanted)
                    .isZero();
        }
    }

    @Test
    void mergedRowsHaveTheirOwnValues() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            List<String> wanted = wanted(random);
            wanted.removeIf(name -> name.startsWith("_"));
            String merged = new MergeSql().read(SPEC, rows, false, WantedColumns.of(new LinkedHashSet<>(wanted)));
            assertThat(fixture.session.queryLong("SELECT count(*) FROM " + merged))
                    .isEqualTo(15);
            assertThat(misplaced(merged, wanted))
                    .as("seed %d: %s", seed, wanted)
                    .isZero();
        }
    }

    private static List<String> wanted(Random random) {
        List<String> all = new ArrayList<>(NAMES);
        Identity.COLUMNS.forEach(column -> all.add(column.name()));
        all.add("version");
        Collections.shuffle(all, random);
        return new ArrayList<>(all.subList(0, 1 + random.nextInt(all.size())));
    }

    private long misplaced(String select, List<String> columns) {
        String wrong = columns.stream()
                .filter(NAMES::contains)
                .map(name -> "\"" + name + "\" NOT LIKE '" + name + "-%'")
                .collect(Collectors.joining(" OR "));
        return wrong.isEmpty() ? 0 : fixture.session.queryLong("SELECT count(*) FROM " + select + " WHERE " + wrong);
    }

    private static String made(long from, long to) {
        return NAMES.stream()
                .map(name -> "'" + name + "-' || range AS \"" + name + "\"")
                .collect(Collectors.joining(
                        ", ",
                        "SELECT 'log:parts' AS _feed, CAST(0 AS INTEGER) AS _part, range AS _off, CAST(0 AS INTEGER) AS _row,"
                                + " TIMESTAMP '2026-01-01 00:00:00' AS _at, ",
                        ", CAST(range AS UBIGINT) AS \"version\" FROM range(" + from + ", " + to + ")"));
    }
}
