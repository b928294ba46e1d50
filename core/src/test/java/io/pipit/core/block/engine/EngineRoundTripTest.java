package io.pipit.core.block.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.type.TypeDefaults;
import io.pipit.core.block.type.TypeParser;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineRoundTripTest {
    private Engine engine;
    private EngineSession session;

    @BeforeEach
    void open(@TempDir Path folder) {
        engine = Engine.open(new EngineConfig(1, 200_000_000, folder));
        session = engine.session();
    }

    @AfterEach
    void close() {
        session.close();
        assertThat(engine.transferBytes()).isZero();
        engine.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Bool | true | false",
                "Int8 | -128 | 127",
                "Int16 | -32768 | 32767",
                "Int32 | -2147483648 | 2147483647",
                "Int64 | -9223372036854775808 | 9223372036854775807",
                "UInt8 | 0 | 255",
                "UInt16 | 0 | 65535",
                "UInt32 | 0 | 4294967295",
                "UInt64 | 0 | 18446744073709551615",
                "Int128 | -1 | 99999999999999999999999999999999999999",
                "UInt256 | 0 | 99999999999999999999999999999999999999",
                "Float32 | -1.5 | 'inf'",
                "Float64 | 1e300 | 'nan'",
                "Decimal(4, 1) | -999.9 | 0.1",
                "Decimal(18, 4) | 12345678901234.5678 | 0",
                "Decimal(38, 10) | 1234567890123456789012345678.0123456789 | -1",
                "String | 'it''s ümläut 😀' | ''",
                "FixedString(3) | 'abc' | 'x'",
                "LowCardinality(Nullable(String)) | null | 'x'",
                "Enum8('a' = 1) | 'a' | 'a'",
                "Date | '1970-01-01' | '2149-06-06'",
                "Date32 | '1900-01-01' | '2299-12-31'",
                "DateTime | '1970-01-01 00:00:00' | '2106-02-07 06:28:15'",
                "DateTime64(3) | '1969-12-31 23:59:59.999' | '2026-11-21 10:00:00.123'",
                "DateTime64(6, 'UTC') | '2026-11-21 10:00:00.123456' | '1900-01-01'",
                "DateTime64(9) | '2026-11-21 10:00:00.123456789' | '1970-01-01'",
                "UUID | 'f47ac10b-58cc-4372-a567-0e02b2c3d479' | '00000000-0000-0000-0000-000000000000'",
                "IPv4 | '127.0.0.1' | '8.8.8.8'",
                "JSON | '{\"a\":1}' | '{}'",
                "Array(String) | ['a', ''] | []",
                "Array(Array(Nullable(Int32))) | [[1, null], []] | []",
                "Array(UUID) | ['f47ac10b-58cc-4372-a567-0e02b2c3d479'] | []",
                "Map(String, Array(UInt8)) | map {'a': [1], 'b': []} | map {}",
                "Tuple(String, UInt8) | {'1': 'a', '2': 7} | {'1': '', '2': 0}",
                "Tuple(a UUID, b Tuple(c Bool)) | {'a': uuid(), 'b': {'c': true}} | {'a': uuid(), 'b': {'c': false}}",
                "Array(Tuple(k String, v Map(String, Float64))) | [{'k': 'a', 'v': map {'x': 1.5}}] | []",
                "AggregateFunction(count) | 7 | 0",
                "AggregateFunction(uniq, String) | [1, 2, 3] | []",
                "AggregateFunction(avg, Float64) | {'s': 1.5, 'n': 3} | {'s': 0, 'n': 0}",
                "AggregateFunction(argMax, String, DateTime64(9)) | {'a': 'x', 'v': '2020-01-01'} | null",
                "AggregateFunction(sum, UInt64) | 18446744073709551615 | 0",
                "IntervalDay | 7 | -7",
            })
    void everyTypeComesBackAsItWentIn(String type, String one, String other) {
        Column column = new Column("the \"value\"", TypeParser.parse(type));
        TableSpec table = table(column);
        String sql = "cast(%s as " + column.storage() + ")";
        session.execute("create temp table source as select 3::integer _part, 5::bigint _off, i::integer _row, "
                + "'2026-01-01'::timestamp _at, case i when 0 then " + sql.formatted(one) + " when 1 then "
                + sql.formatted(other) + " end as \"the \"\"value\"\"\" from range(3) t(i)");

        byte[] ipc = session.queryIpc("from source");
        session.createFromRows("back", true, table, List.of(SourceRows.derived("view:a.b", ipc)));

        String expected = rows("select 'view:a.b' as _feed, * from source");
        assertThat(rows("from back")).isEqualTo(expected);
        String storage = column.storage().toString().replace("\"", "");
        assertThat(session.queryLong(
                        "select count(*) from back where replace(typeof(\"the \"\"value\"\"\"), '\"', '') = '" + storage
                                + "'"))
                .isEqualTo(3);
        assertThat(types("back")).startsWith("VARCHAR|INTEGER|BIGINT|INTEGER|TIMESTAMP|");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Nullable(Int8) | null",
                "UInt64 | 0",
                "String | ''",
                "UUID | '00000000-0000-0000-0000-000000000000'",
                "DateTime64(9) | '1970-01-01'",
                "Enum8('b' = 2, 'a' = 1) | 'a'",
                "Array(String) | []",
                "Map(String, UInt8) | map {}",
                "Tuple(a String, b Nullable(Int8)) | {'a': '', 'b': null}",
                "Decimal(10, 2) | 0",
                "AggregateFunction(uniq, String) | []",
            })
    void aColumnThatRowsLackTakesTheDefault(String type, String expected) {
        Column added = new Column("added", TypeParser.parse(type));
        byte[] ipc = session.queryIpc("select 7::bigint as id");

        session.createFromRows("t", true, table(id(), added), List.of(SourceRows.raw("log:a", 0, 4, 0, ipc)));

        assertThat(rows("select added is not distinct from cast(" + expected + " as " + added.storage()
                        + "), id from t"))
                .isEqualTo("true|7");
        assertThat(rows("select cast(" + TypeDefaults.sql(added.type()) + " as varchar)"))
                .isEqualTo(rows("select cast(added as varchar) from t"));
    }

    @Test
    void rawBlocksAreNumberedAndCarryWhereTheyComeFrom() {
        byte[] three = session.queryIpc("select i::bigint id from range(3) t(i)");
        byte[] two = session.queryIpc("select (10 + i)::bigint id from range(2) t(i)");
        session.createFromRows(
                "t",
                true,
                table(id()),
                List.of(
                        SourceRows.raw("log:a", 0, 17, 1_000_000, three),
                        SourceRows.raw("log:a", 1, 9, 2_000_000, two),
                        SourceRows.raw("log:a", 1, 10, 2_000_000, new byte[0])));
        session.insertRows("t", table(id()), List.of(SourceRows.raw("log:a", 0, 18, 3_000_000, two)));

        assertThat(rows("select _feed, _part, _off, _row, epoch_us(_at), id from t"))
                .isEqualTo(String.join(
                        "\n",
                        "log:a|0|17|0|1000000|0",
                        "log:a|0|17|1|1000000|1",
                        "log:a|0|17|2|1000000|2",
                        "log:a|1|9|0|2000000|10",
                        "log:a|1|9|1|2000000|11",
                        "log:a|0|18|0|3000000|10",
                        "log:a|0|18|1|3000000|11"));
    }

    @Test
    void aBlockOfManyBatchesIsNumberedOnce() {
        int rows = 300_000; // more than one batch of an export
        byte[] ipc = session.queryIpc("select i::bigint id from range(" + rows + ") t(i)");
        session.createFromRows("t", true, table(id()), List.of(SourceRows.raw("log:a", 0, 1, 0, ipc)));
        assertThat(session.queryLong("select count(*) from t where id = _row")).isEqualTo(rows);
    }

    @Test
    void streamsOfDifferentColumnsAndFeedsBecomeOneTable() {
        TableSpec table = table(id(), new Column("name", TypeParser.parse("String")));
        List<SourceRows> rows = List.of(
                SourceRows.raw("log:a", 0, 1, 0, session.queryIpc("select 1::bigint id")),
                SourceRows.raw("log:a", 0, 2, 0, session.queryIpc("select 'b' as name, 2::bigint id, 0.5 gone")),
                SourceRows.raw("log:a", 0, 3, 0, session.queryIpc("select 3::bigint id")),
                SourceRows.raw("log:a", 0, 4, 0, session.queryIpc("select '4' id, null::varchar as name")),
                SourceRows.derived(
                        "view:p.n",
                        session.queryIpc(
                                "select 1::integer _part, 5::bigint _off, 0::integer _row, 'epoch'::timestamp _at, 5::hugeint id")));
        session.createFromRows("t", false, table, rows);
        assertThat(rows("select _feed, _part, _off, id, name from t order by _off"))
                .isEqualTo("log:a|0|1|1|\nlog:a|0|2|2|b\nlog:a|0|3|3|\nlog:a|0|4|4|null\nview:p.n|1|5|5|");
    }

    @Test
    void noRowsMakeAnEmptyTable() {
        session.createFromRows("t", false, table(id()), List.of());
        assertThat(session.queryLong("select count(*) from t")).isZero();
        assertThat(types("t")).isEqualTo("VARCHAR|INTEGER|BIGINT|INTEGER|TIMESTAMP|BIGINT");
        session.insertRows("t", table(id()), List.of(SourceRows.raw("log:a", 0, 1, 0, new byte[0])));
        assertThat(session.queryIpc("from t")).isEmpty();
    }

    @Test
    void rowsCanBeReadWithoutStoringThem() {
        byte[] ipc = session.queryIpc("select i::bigint id from range(1000) t(i)");
        long sum = session.withRows(
                "events",
                table(id()),
                List.of(SourceRows.raw("log:a", 0, 1, 0, ipc)),
                s -> s.queryLong("select sum(id)::bigint from events"));
        assertThat(sum).isEqualTo(499_500);
        assertThat(session.queryLong("select count(*) from duckdb_views() where view_name = 'events'"))
                .isZero();
    }

    @Test
    void oneThreadGivesTheSameResultEveryTime() {
        byte[] ipc =
                session.queryIpc("select i::bigint id, (i * 7919 % 1000)::bigint k, sin(i) v from range(200000) t(i)");
        TableSpec table =
                table(id(), new Column("k", TypeParser.parse("Int64")), new Column("v", TypeParser.parse("Float64")));
        String sql = "select k, sum(v) s, any_value(id) a, list(id)[1] f from events group by k";
        List<SourceRows> rows = List.of(SourceRows.raw("log:a", 0, 1, 0, ipc));
        byte[] first = session.withRows("events", table, rows, s -> s.queryIpc(sql));
        for (int i = 0; i < 5; i++) {
            byte[] again = session.withRows("events", table, rows, s -> s.queryIpc(sql));
            assertThat(again).isEqualTo(first);
        }
    }

    @Test
    void sessionsShareTablesButNotTemporaryOnes() {
        try (EngineSession other = engine.session()) {
            session.createFromRows("shared", false, table(id()), List.of());
            session.createFromRows("own", true, table(id()), List.of());
            assertThat(other.queryLong("select count(*) from shared")).isZero();
            assertThatThrownBy(() -> other.execute("from own")).hasMessageContaining("own");
        }
    }

    private static Column id() {
        return new Column("id", TypeParser.parse("Int64"));
    }

    private static TableSpec table(Column... columns) {
        return new TableSpec("events", List.of(columns), EngineClause.MERGE_TREE, List.of(), PartitionKey.NONE);
    }

    private String types(String table) {
        return session.query(
                "select string_agg(data_type, '|' order by column_index) from duckdb_columns() where table_name = '"
                        + table + "'",
                r -> {
                    r.next();
                    return r.getString(1);
                });
    }

    private String rows(String sql) {
        return session.query(sql, r -> {
            StringBuilder out = new StringBuilder();
            int columns = r.getMetaData().getColumnCount();
            while (r.next()) {
                out.append(out.length() == 0 ? "" : "\n");
                for (int i = 1; i <= columns; i++) {
                    out.append(i == 1 ? "" : "|").append(r.getObject(i));
                }
            }
            return out.toString();
        });
    }
}
