package io.pipit.core.block.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.Block;
import io.pipit.core.block.TableSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which JSON value fits which type: what it becomes, or the reason that is told. */
class JsonAcceptanceTest extends JsonTestBase {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "NULL",
            value = {
                // integers: numbers, texts, truth values, fractions of zero
                "Int8 | -128 | -128",
                "Int8 | \"127\" | 127",
                "UInt8 | true | 1",
                "UInt8 | 255.0 | 255",
                "UInt8 | 25e1 | 250",
                "Int32 | \" 7 \" | 7",
                "Int64 | -9223372036854775808 | -9223372036854775808",
                "UInt64 | 18446744073709551615 | 18446744073709551615",
                "UInt64 | \"18446744073709551615\" | 18446744073709551615",
                "Int128 | 99999999999999999999999999999999999999 | 99999999999999999999999999999999999999",
                "Int256 | \"-1\" | -1",
                "Nullable(Int8) | null | NULL",
                // floats
                "Float64 | 1 | 1.0",
                "Float64 | 0.1 | 0.1",
                "Float64 | \"1e-3\" | 0.001",
                "Float64 | \"nan\" | nan",
                "Float64 | \"-INF\" | -inf",
                "Float32 | 1.5 | 1.5",
                "Float64 | false | 0.0",
                // decimals: more digits are cut off
                "Decimal(10, 2) | 12.349 | 12.34",
                "Decimal(10, 2) | \"-12.349\" | -12.34",
                "Decimal(38, 10) | \"1234567890123456789012345678.0123456789\" | 1234567890123456789012345678.0123456789",
                "Decimal(10, 2) | 1e2 | 100.00",
                "Decimal(10, 2) | 1e-999999999 | 0.00",
                // texts: everything that is no text is its JSON
                "String | \"é\\n😀\" | `é\n😀`",
                "String | \"\\ud800\" | \uFFFD",
                "String | 1.50 | 1.50",
                "String | true | true",
                "String | {\"a\": [1, 2]} | {\"a\": [1, 2]}",
                "String | [1,  2] | [1,  2]",
                "JSON | {\"b\": {}} | {\"b\": {}}",
                "FixedString(3) | \"äb\" | äb",
                "LowCardinality(Nullable(String)) | null | NULL",
                "Enum8('a' = 1, 'b' = 2) | \"b\" | b",
                "Enum8('a' = 1, 'b' = 2) | 1 | a",
                // truth values
                "Bool | true | true",
                "Bool | 0 | false",
                "Bool | \"TRUE\" | true",
                // UUIDs and addresses
                "UUID | \"F47AC10B-58cc-4372-a567-0e02b2c3d479\" | f47ac10b-58cc-4372-a567-0e02b2c3d479",
                "UUID | \"f47ac10b58cc4372a5670e02b2c3d479\" | f47ac10b-58cc-4372-a567-0e02b2c3d479",
                "IPv4 | \"127.0.0.1\" | 127.0.0.1",
                "IPv6 | \"2001:db8::1\" | 2001:db8::1",
                "IPv6 | \"2001:DB8:0:0:0:0:0:1\" | 2001:db8::1",
                "IPv6 | \"::FFFF:102:304\" | ::ffff:1.2.3.4",
                "IPv6 | \"1.2.3.4\" | ::ffff:1.2.3.4",
                // dates
                "Date | \"2026-11-21\" | 2026-11-21",
                "Date | \"2026-11-21 23:59:59\" | 2026-11-21",
                "Date | \"20261121\" | 2026-11-21",
                "Date | 20000 | 2024-10-04",
                "Date | 1795255200 | 2026-11-21",
                "Date32 | \"1900-01-01\" | 1900-01-01",
                // points in time
                "DateTime | \"2026-11-21 10:00:00\" | 2026-11-21 10:00:00",
                "DateTime | \"2026-11-21 10:00:00.999\" | 2026-11-21 10:00:00",
                "DateTime | \"2026-11-21\" | 2026-11-21 00:00:00",
                "DateTime | \"2026-11-21T10:00:00Z\" | 2026-11-21 10:00:00",
                "DateTime | \"2026-11-21T10:00:00+01:30\" | 2026-11-21 08:30:00",
                "DateTime | \"2026-11-21T10:00:00.5-0230\" | 2026-11-21 12:30:00",
                "DateTime | \"2026-11-21 10:00\" | 2026-11-21 10:00:00",
                "DateTime('Europe/Berlin') | \"2026-03-29 02:09:00\" | 2026-03-29 00:09:00",
                "DateTime('Europe/Berlin') | \"2025-10-26 02:30:00\" | 2025-10-26 00:30:00",
                "DateTime | 1795255200 | 2026-11-21 10:00:00",
                "DateTime | 1795255200123 | 2026-11-21 10:00:00",
                "DateTime | \"1795255200\" | 2026-11-21 10:00:00",
                "DateTime | 0 | 1970-01-01 00:00:00",
                "DateTime('Europe/Madrid') | \"2026-07-01 10:00:00\" | 2026-07-01 08:00:00",
                "DateTime('Europe/Madrid') | \"2026-07-01T10:00:00Z\" | 2026-07-01 10:00:00",
                "DateTime64(3) | \"2026-11-21 10:00:00.123999\" | 2026-11-21 10:00:00.123",
                "DateTime64(3) | 1795255200123 | 2026-11-21 10:00:00.123",
                "DateTime64(3) | 1795255200.123 | 2026-11-21 10:00:00.123",
                "DateTime64(6) | 1795255200123456 | 2026-11-21 10:00:00.123456",
                "DateTime64(9) | 1795255200123456789 | 2026-11-21 10:00:00.123456789",
                "DateTime64(9) | \"2026-11-21T10:00:00.123456789Z\" | 2026-11-21 10:00:00.123456789",
                "DateTime64(3) | \"1969-12-31 23:59:59.5\" | 1969-12-31 23:59:59.5",
                "DateTime64(3) | -1.5 | 1969-12-31 23:59:58.5",
                // arrays, maps, tuples
                "Array(String) | [\"a\", 1, {\"b\":2}] | [a, 1, '{\"b\":2}']",
                "Array(Array(Nullable(Int8))) | [[1, null], []] | [[1, NULL], []]",
                "Map(String, UInt8) | {\"a\": 1, \"b\": \"2\"} | {a=1, b=2}",
                "Map(UInt8, Array(String)) | {\"7\": [\"x\"]} | {7=[x]}",
                "Tuple(String, UInt8) | [\"a\", 1] | {'1': a, '2': 1}",
                "Tuple(a String, b Nullable(UInt8)) | {\"c\": [], \"a\": \"x\"} | {'a': x, 'b': NULL}",
                "Nullable(Tuple(a String)) | null | NULL",
            })
    void takes(String type, String json, String expected) {
        TableSpec table = JsonFixture.table(JsonFixture.column("v", type, "$.v", ""));
        Block block = fixture.block(table, "{\"v\": " + json + ", \"other\": [{}]}\n");
        assertThat(block.header().quarantinedCount())
                .as(() -> fixture.quarantined(table, block, "c__error").toString())
                .isZero();
        assertThat(fixture.rows(table, block, "v::varchar")).containsExactly(String.valueOf(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Int8 | 128 | expected Int8 from -128 to 127, found 128",
                "UInt8 | -1 | expected UInt8 from 0 to 255, found -1",
                "UInt8 | 1.5 | found '1.5'",
                "Int32 | \"\" | expected Int32 from -2147483648 to 2147483647, found ''",
                "Int32 | \"12a\" | found '12a'",
                "Int64 | 9223372036854775808 | found '9223372036854775808'",
                "UInt64 | 18446744073709551616 | found '18446744073709551616'",
                "Int64 | 1e999999999 | found '1e999999999'",
                "UInt8 | [1] | found an array",
                "UInt8 | null | is null, but UInt8 is not Nullable",
                "UInt128 | -1 | found '-1'",
                "Float64 | \"1d\" | expected Float64, found '1d'",
                "Float64 | \"\" | found ''",
                "Decimal(4, 2) | 100 | expected Decimal(4, 2) of at most 2 digits before the point, found '100'",
                "Decimal(10, 2) | 1e999999999 | found '1e999999999'",
                "FixedString(3) | \"abcd\" | expected FixedString of at most 3 bytes, found 4 bytes",
                "String | null | is null, but String is not Nullable",
                "Enum8('home' = 1, 'away' = 2) | \"hom\" | found 'hom' Did you mean 'home'?",
                "Bool | 2 | expected Bool, found '2'",
                "UUID | \"f47ac10b\" | expected a UUID such as f47ac10b-58cc-4372-a567-0e02b2c3d479, found 'f47ac10b'",
                "UUID | \"f47ac10b-58cc-4372-a567-0e02b2c3d47g\" | expected a UUID",
                "IPv4 | \"256.0.0.1\" | expected an IPv4 address",
                "IPv6 | \"example.org\" | expected an IPv6 address",
                "Date | \"2026-02-30\" | expected Date such as 2026-11-21, found '2026-02-30'",
                "Date | \"1969-12-31\" | found '1969-12-31', which is out of range",
                "DateTime | \"yesterday\" | expected DateTime such as 2026-11-21 10:00:00",
                "DateTime | \"2026-11-21 25:00:00\" | found '2026-11-21 25:00:00'",
                "DateTime | \"2026-11-21T10:00:00X\" | found '2026-11-21T10:00:00X'",
                "DateTime | \"2106-02-08\" | which is out of range",
                "DateTime | true | found true",
                "DateTime64(9) | \"2299-01-01\" | which is out of range",
                "Array(UInt8) | [1, \"x\"] | element 2: expected UInt8 from 0 to 255, found 'x'",
                "Array(String) | [null] | element 1: expected String, found null",
                "Array(String) | \"a\" | expected an array, found a text",
                "Map(String, UInt8) | {\"a\": -1} | key 'a': expected UInt8",
                "Map(String, UInt8) | {\"a\": 1, \"a\": 2} | key 'a': the key is there twice",
                "Map(UInt8, UInt8) | {\"x\": 1} | key 'x': expected UInt8",
                "Map(String, UInt8) | [] | expected an object, found an array",
                "Tuple(String, UInt8) | [\"a\"] | expected 2 members, found 1",
                "Tuple(a String, b UInt8) | {\"a\": \"x\"} | member 'b' is missing",
                "Tuple(a String, b UInt8) | {\"b\": \"x\", \"a\": \"x\"} | member 'b': expected UInt8",
                "AggregateFunction(count) | 7 | values of AggregateFunction(count) cannot be sent as JSON",
            })
    void refuses(String type, String json, String reason) {
        TableSpec table = JsonFixture.table(
                JsonFixture.column("good", "String", "$.good", ""), JsonFixture.column("v", type, "$.v", ""));
        String bad = "{\"v\": " + json + ", \"good\": \"g\"}";
        Block block = fixture.block(table, bad + "\n");
        assertThat(block.header().rowCount()).isZero();
        assertThat(block.rows()).isEmpty();
        assertThat(fixture.quarantined(table, block, "good, c__error_column, c__raw, insertion_date"))
                .containsExactly("g|[v]|" + bad + "|2026-11-21 10:00:00.0");
        assertThat(fixture.quarantined(table, block, "c__error[1]").get(0)).contains(reason);
    }
}
