package io.pipit.core.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.BoolType;
import io.pipit.core.block.type.DataType.DateTime64Type;
import io.pipit.core.block.type.DataType.DateTimeType;
import io.pipit.core.block.type.DataType.DateType;
import io.pipit.core.block.type.DataType.DecimalType;
import io.pipit.core.block.type.DataType.FloatType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.NullableType;
import io.pipit.core.block.type.DataType.StringType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.block.type.DataType.UuidType;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.TableChange;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every storage type that Pipit writes is read right by Iceberg's own reader, and by Pipit (contract C8). */
class IcebergReaderTest {
    private record Case(DataType type, String sql, Object inIceberg) {}

    private static final Map<String, Case> CASES = new LinkedHashMap<>();

    static {
        LocalDateTime time = LocalDateTime.of(2026, 7, 4, 5, 6, 7, 890_123_000);
        UUID uuid = UUID.fromString("f93b42e7-219f-45f4-a83b-fb00cff9c9ee");
        BigDecimal greatest = new BigDecimal("18446744073709551615");
        integer(8, true, "-128", -128);
        integer(16, true, "-32768", -32768);
        integer(32, true, "-2147483648", Integer.MIN_VALUE);
        integer(64, true, "-9223372036854775808", Long.MIN_VALUE);
        integer(
                128,
                true,
                "-99999999999999999999999999999999999999",
                new BigDecimal("-99999999999999999999999999999999999999"));
        integer(8, false, "255", 255);
        integer(16, false, "65535", 65535);
        integer(32, false, "4294967295", 4294967295L);
        integer(64, false, "18446744073709551615", greatest);
        put("f32", new FloatType(32), "1.5::float", 1.5f);
        put("f64", new FloatType(64), "-0.1::double", -0.1);
        put("nan", new FloatType(64), "'nan'::double", Double.NaN);
        put("dec", new DecimalType(20, 4), "-123.4500::decimal(20,4)", new BigDecimal("-123.4500"));
        put("text", new StringType(), "'İstanbul ''ışık'' \n 😀'", "İstanbul 'ışık' \n 😀");
        put("long_text", new StringType(), "repeat('ş', 400)", "ş".repeat(400));
        put("bool", new BoolType(), "true", true);
        put("date", new DateType(false), "date '1969-12-31'", LocalDate.of(1969, 12, 31));
        put("time", new DateTimeType(""), "timestamp '2026-07-04 05:06:07.890123'", time);
        put("nanos", new DateTime64Type(9, ""), "timestamp_ns '2026-01-01 00:00:00.123456789'", 1767225600123456789L);
        put("uuid", new UuidType(), "'" + uuid + "'::uuid", uuid);
        put("none", new NullableType(new IntType(8, false)), "null::utinyint", null);
        put(
                "list",
                new ArrayType(new IntType(64, false)),
                "[1, 18446744073709551615]::ubigint[]",
                List.of(BigDecimal.ONE, greatest));
        put("n.a", new ArrayType(new IntType(8, false)), "[1, 2]::utinyint[]", List.of(1, 2));
        put("n.b.c", new StringType(), "'dots'", "dots");
        put("empty", new ArrayType(new StringType()), "[]::varchar[]", List.of());
        put(
                "nested",
                new ArrayType(new ArrayType(new IntType(8, false))),
                "[[1],[255]]::utinyint[][]",
                List.of(List.of(1), List.of(255)));
        put(
                "map",
                new MapType(new StringType(), new IntType(16, false)),
                "map{'a': 65535::usmallint}",
                Map.of("a", 65535));
        put(
                "nanos_list",
                new ArrayType(new DateTime64Type(9, "")),
                "[timestamp_ns '1970-01-01 00:00:00.000000007']",
                List.of(7L));
        put(
                "tuple",
                new TupleType(List.of("", "b"), List.of(new IntType(8, false), new StringType())),
                "{'1': 200::utinyint, 'b': 'x'}",
                Map.of("1", 200, "b", "x"));
        put(
                "nanos_tuple",
                new TupleType(List.of("t", "s"), List.of(new DateTime64Type(9, ""), new StringType())),
                "{'t': timestamp_ns '1970-01-01 00:00:00.000000009', 's': 'y'}",
                Map.of("t", 9L, "s", "y"));
        state("count", List.of(), "7::bigint", 7L);
        state("sum", List.of(new IntType(32, false)), "7::ubigint", new BigDecimal(7));
        state("avg", List.of(new FloatType(64)), "{'s': 2.5::double, 'n': 2::bigint}", Map.of("s", 2.5, "n", 2L));
        state("uniq", List.of(new StringType()), "[1, 9223372036854775807]::bigint[]", List.of(1L, Long.MAX_VALUE));
        state(
                "argMax",
                List.of(new StringType(), new DateTimeType("")),
                "{'a': 'hit', 'v': timestamp '2026-07-04 05:06:07.890123'}",
                Map.of("a", "hit", "v", time));
    }

    @TempDir
    Path folder;

    private LakeFixture fixture;

    @BeforeEach
    void open() {
        fixture = new LakeFixture(folder);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void everyTypeIsReadByIcebergAndByUs() throws Exception {
        List<Column> columns = new ArrayList<>();
        CASES.forEach((name, c) -> columns.add(new Column(name, c.type())));
        TableSpec spec = new TableSpec("types", columns, EngineClause.MERGE_TREE, List.of(), PartitionKey.NONE);
        String select = "SELECT 'log:types' AS _feed, 1 AS _part, 2::bigint AS _off, 3 AS _row, "
                + "timestamp '2026-01-01 00:00:00' AS _at, "
                + CASES.entrySet().stream()
                        .map(e -> e.getValue().sql() + " AS " + EngineSession.quoted(e.getKey()))
                        .collect(Collectors.joining(", "));
        LakeTable table = fixture.lake.ensure(spec);
        table.commit(
                new TableChange(table.write(fixture.session, spec, select), List.of(), CoveragePlan.carry(), "test"));

        Record read = icebergRows("types").get(0);
        CASES.forEach(
                (name, c) -> assertThat(plain(read.getField(name))).as(name).isEqualTo(c.inIceberg()));
        assertThat(read.getField("_off")).isEqualTo(2L);

        String back = table.scanSql(spec, table.refresh().files());
        String empty = table.scanSql(spec, List.of());
        for (Map.Entry<String, Case> c : CASES.entrySet()) {
            String name = EngineSession.quoted(c.getKey());
            String type = columns.stream()
                    .filter(x -> x.name().equals(c.getKey()))
                    .findFirst()
                    .orElseThrow()
                    .storage()
                    .toString();
            assertThat(fixture.session.queryLong("SELECT count(*) FROM " + back + " WHERE " + name
                            + " IS NOT DISTINCT FROM CAST(" + c.getValue().sql() + " AS " + type + ")"))
                    .as(c.getKey())
                    .isEqualTo(1);
            String typeOf = "SELECT typeof(" + name + ") FROM ";
            assertThat(fixture.session.<String>query(typeOf + back, IcebergReaderTest::text))
                    .as(c.getKey())
                    .isEqualTo(fixture.session.query(
                            "SELECT typeof(CAST(NULL AS " + type + "))", IcebergReaderTest::text));
        }
        assertThat(fixture.session.queryLong("SELECT count(*) FROM " + empty)).isZero();
        assertThat(fixture.session.queryLong(
                        "SELECT count(*) FROM (SELECT * FROM " + back + " UNION ALL SELECT * FROM " + empty + ")"))
                .isEqualTo(1);
    }

    @Test
    void icebergSkipsFilesByPartitionAndBounds() throws Exception {
        LakeTable table = fixture.lake.ensure(LakeFixture.SPEC);
        fixture.commit(table, 0, 100);
        fixture.commit(table, 100, 110);
        try (JdbcCatalog catalog = catalog()) {
            Table iceberg = catalog.loadTable(TableIdentifier.of(Namespace.of("pipit"), "events"));
            assertThat(planned(iceberg, Expressions.equal("at", "2026-02-10T00:00:00")))
                    .isEqualTo(1);
            assertThat(planned(iceberg, Expressions.equal("_off", 105L))).isEqualTo(1);
            assertThat(planned(iceberg, Expressions.equal("user", "u105"))).isBetween(1, 4);
            assertThat(planned(iceberg, Expressions.greaterThan("user", "v"))).isZero();
            assertThat(planned(iceberg, Expressions.alwaysTrue())).isEqualTo(6);
        }
    }

    @Test
    void everyPartitionKeyIsUnderstoodByIceberg() throws Exception {
        for (PartitionKey.Transform transform : PartitionKey.Transform.values()) {
            for (String column : List.of("d", "t", "s", "u")) {
                boolean time = column.equals("d") || column.equals("t");
                if (transform == PartitionKey.Transform.NONE
                        || (!time && transform != PartitionKey.Transform.IDENTITY)) {
                    continue;
                }
                String name = "p_" + transform + "_" + column;
                TableSpec spec = new TableSpec(
                        name,
                        List.of(
                                new Column("d", new NullableType(new DateType(false))),
                                new Column("t", new NullableType(new DateTimeType(""))),
                                new Column("s", new NullableType(new StringType())),
                                new Column("u", new NullableType(new IntType(64, false)))),
                        EngineClause.MERGE_TREE,
                        List.of(new SortKey("s", "\"s\"", "s")),
                        new PartitionKey(transform, column));
                LakeTable table = fixture.lake.ensure(spec);
                List<LakeFile> files = table.write(fixture.session, spec, partitionRows());
                table.commit(new TableChange(files, List.of(), CoveragePlan.carry(), "test"));

                assertThat(files).as(name).hasSizeGreaterThan(2);
                assertThat(icebergRows(name)).as(name).hasSize(4);
                String scan = table.scanSql(spec, table.refresh().files());
                assertThat(fixture.session.queryLong("SELECT count(DISTINCT s) FROM " + scan))
                        .as(name)
                        .isEqualTo(3);
                try (JdbcCatalog catalog = catalog()) {
                    Table iceberg = catalog.loadTable(TableIdentifier.of(Namespace.of("pipit"), name));
                    assertThat(planned(iceberg, Expressions.isNull(column)))
                            .as(name)
                            .isEqualTo(1);
                    assertThat(planned(iceberg, Expressions.equal("d", "1969-12-31")))
                            .as(name)
                            .isEqualTo(1);
                }
                rowsOfOnePartitionAreWrittenAsTheDividedOnes(table, spec, files);
            }
        }
    }

    private void rowsOfOnePartitionAreWrittenAsTheDividedOnes(LakeTable table, TableSpec spec, List<LakeFile> divided) {
        String rows = "SELECT * FROM (" + partitionRows() + ") WHERE _off = 2";
        Optional<String> one = table.onePartition(fixture.session, spec, rows);
        if (spec.partitionKey().transform() == PartitionKey.Transform.IDENTITY) {
            assertThat(one).isEmpty();
            assertThat(table.writeLikelyOne(fixture.session, spec, rows)).isEmpty();
            return;
        }
        List<LakeFile> alone = table.writeOne(fixture.session, spec, rows, one.orElseThrow());
        assertThat(alone).extracting(LakeFile::rows).containsExactly(1L);
        assertThat(divided)
                .extracting(LakeFile::partition)
                .contains(alone.get(0).partition());
        assertThat(table.onePartition(fixture.session, spec, partitionRows())).isEmpty();
        assertThat(table.onePartition(fixture.session, spec, "SELECT * FROM (" + partitionRows() + ") WHERE _off > 3"))
                .isEmpty();
        table.discard(alone);
        List<LakeFile> likely = table.writeLikelyOne(fixture.session, spec, rows);
        assertThat(likely)
                .extracting(LakeFile::partition)
                .containsExactly(alone.get(0).partition());
        table.discard(likely);
        assertThat(table.writeLikelyOne(fixture.session, spec, partitionRows())).isEmpty();
        assertThat(table.writeLikelyOne(
                        fixture.session, spec, "SELECT * FROM (" + partitionRows() + ") WHERE _off > 3"))
                .as("rows without a value")
                .isEmpty();
    }

    private static String partitionRows() {
        return "SELECT 'f' AS _feed, 0 AS _part, i AS _off, 0 AS _row, timestamp '2026-01-01 00:00:00' AS _at, d, t, s, "
                + "CAST(u AS UBIGINT) AS u FROM (VALUES "
                + "(1, date '1969-12-31', timestamp '1969-12-31 23:59:59.5', 'a/b=c %d', 18446744073709551615), "
                + "(2, date '2026-07-04', timestamp '2026-07-04 05:06:07', '', 0), "
                + "(3, date '2027-08-04', timestamp '2027-08-04 05:06:07', 'NULL', 1), "
                + "(4, NULL, NULL, NULL, NULL)) v(i, d, t, s, u)";
    }

    private static int planned(Table table, org.apache.iceberg.expressions.Expression filter) throws Exception {
        int count = 0;
        try (CloseableIterable<?> tasks = table.newScan().filter(filter).planFiles()) {
            for (Object ignored : tasks) {
                count++;
            }
        }
        return count;
    }

    private JdbcCatalog catalog() {
        JdbcCatalog catalog = new JdbcCatalog();
        catalog.initialize(
                "pipit",
                Map.of(
                        "uri",
                        fixture.config().uri(),
                        "warehouse",
                        fixture.config().warehouse(),
                        "io-impl",
                        io.pipit.core.lake.io.LocalFileIO.class.getName()));
        return catalog;
    }

    private List<Record> icebergRows(String table) throws Exception {
        try (JdbcCatalog catalog = catalog();
                CloseableIterable<Record> rows = IcebergGenerics.read(
                                catalog.loadTable(TableIdentifier.of(Namespace.of("pipit"), table)))
                        .build()) {
            List<Record> all = new ArrayList<>();
            rows.forEach(r -> all.add(r.copy()));
            return all;
        }
    }

    private static Object plain(Object value) {
        if (value instanceof Record record) {
            return record.struct().fields().stream()
                    .collect(Collectors.toMap(f -> f.name(), f -> plain(record.getField(f.name()))));
        } else if (value instanceof List<?> list) {
            return list.stream().map(IcebergReaderTest::plain).toList();
        }
        return value;
    }

    private static String text(java.sql.ResultSet result) throws java.sql.SQLException {
        result.next();
        return result.getString(1);
    }

    private static void integer(int bits, boolean signed, String value, Object expected) {
        DataType type = new IntType(bits, signed);
        String cast = io.pipit.core.block.type.StorageTypes.of(type).toString();
        put((signed ? "i" : "u") + bits, type, "'" + value + "'::" + cast, expected);
    }

    private static void state(String function, List<DataType> arguments, String sql, Object expected) {
        put("state_" + function, new AggregateFunctionType(function, List.of(), arguments), sql, expected);
    }

    private static void put(String name, DataType type, String sql, Object expected) {
        CASES.put(name, new Case(type, sql, expected));
    }
}
