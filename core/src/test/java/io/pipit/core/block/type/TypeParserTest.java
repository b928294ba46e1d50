package io.pipit.core.block.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.DataType.StringType;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypeParserTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Int8",
                "UInt256",
                "Float32",
                "Float64",
                "Decimal(18, 4)",
                "String",
                "FixedString(16)",
                "Bool",
                "Date",
                "Date32",
                "DateTime",
                "DateTime('Europe/Madrid')",
                "DateTime64(3)",
                "DateTime64(9, 'UTC')",
                "UUID",
                "IPv4",
                "IPv6",
                "JSON",
                "Nothing",
                "IntervalDay",
                "Enum8('a' = 1, 'it\\'s' = 2)",
                "Enum16('big' = 1000)",
                "Array(Array(Nullable(Int64)))",
                "Map(LowCardinality(String), Array(Float64))",
                "Tuple(String, UInt8)",
                "Tuple(a String, b Tuple(c Int8))",
                "Nullable(DateTime64(6, 'UTC'))",
                "LowCardinality(Nullable(String))",
                "AggregateFunction(count)",
                "AggregateFunction(topK(10), String)",
                "AggregateFunction(quantiles(0.5, 0.99), Float64)",
                "AggregateFunction(argMaxState, String, DateTime64(3))",
                "AggregateFunction(argMax, String, Tuple(UInt8, Nullable(Int64)))",
                "SimpleAggregateFunction(any, LowCardinality(String))",
            })
    void writesWhatItReads(String text) {
        assertThat(TypeParser.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Int | Int32",
                "INTEGER | Int32",
                "BIGINT | Int64",
                "Boolean | Bool",
                "Varchar(255) | String",
                "Decimal32(2) | Decimal(9, 2)",
                "Decimal64(2) | Decimal(18, 2)",
                "Decimal128(10) | Decimal(38, 10)",
                "Decimal(9) | Decimal(9, 0)",
                "Decimal | Decimal(10, 0)",
                "DateTime64 | DateTime64(3)",
                "DateTime(3, 'UTC') | DateTime64(3, 'UTC')",
                "DateTime32 | DateTime",
                "'  DateTime64 ( 3 , ''UTC'' ) ' | DateTime64(3, 'UTC')",
                "Enum('a', 'b') | Enum8('a' = 1, 'b' = 2)",
                "Enum('a' = 1000) | Enum16('a' = 1000)",
                "Nested(a String, b UInt8) | Array(Tuple(a String, b UInt8))",
                "Tuple(`a` String,) | Tuple(a String)",
                "AggregateFunction(1, sum, UInt64) | AggregateFunction(sum, UInt64)",
                "JSON(max_dynamic_paths=8, a.b UInt32, SKIP c) | JSON",
                "Object('json') | JSON",
                "Nullable(Nullable(String)) | Nullable(String)",
            })
    void takesOtherSpellings(String written, String meant) {
        assertThat(TypeParser.parse(written.replaceAll("^'(  .*)'$", "$1").replace("''", "'")))
                .hasToString(meant);
    }

    @Test
    void takesLineBreaksAnywhere() {
        String text = "AggregateFunction(\n    argMax,\n\tTuple(\n String,\u00A0UInt8\n ),\n DateTime64\n(3)\n)";
        assertThat(TypeParser.parse(text))
                .hasToString("AggregateFunction(argMax, Tuple(String, UInt8), DateTime64(3))");
    }

    @Test
    void givesTypedParts() {
        assertThat(TypeParser.parse("Array(UInt16)")).isEqualTo(new ArrayType(new IntType(16, false)));
        assertThat(TypeParser.parse("AggregateFunction(topK(10), String)"))
                .isEqualTo(new AggregateFunctionType("topK", List.of("10"), List.of(new StringType())));
    }

    @Test
    void readsATypeAtTheStartOfALongerText() {
        String line = "`id` Nullable(String) `json:$.id` DEFAULT 'x'";
        TypeParser.Prefix read = TypeParser.parsePrefix(line, 5);
        assertThat(read.type()).hasToString("Nullable(String)");
        assertThat(line.substring(read.end())).isEqualTo(" `json:$.id` DEFAULT 'x'");
        assertThat(line.substring(
                        TypeParser.parsePrefix("DateTime   DEFAULT now()", 0).end()))
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sting | There is no type 'Sting'. Did you mean 'String'?",
                "string | There is no type 'string'. Did you mean 'String'?",
                "Array(Uint8) | There is no type 'Uint8' in 'Array(Uint8)'. Did you mean 'UInt8'?",
                "Nullable(Array(String)) | make its elements Nullable instead.",
                "Nullable(LowCardinality(String)) | write LowCardinality(Nullable(String)) with LowCardinality outside.",
                "Array(String | expected ')' at the end: Array takes one type.",
                "Array | expected '(' at the end",
                "String) | after 'String' there is more text: ')'.",
                "DateTime64(12) | a precision lies between 0 and 9, not at 12.",
                "DateTime('Europe/Madird') | there is no time zone 'Europe/Madird'. Did you mean 'Europe/Madrid'?",
                "Map(String) | expected ',' where ')' stands",
                "FixedString | FixedString takes a number of bytes.",
                "Decimal(80, 2) | a precision lies between 1 and 76, not at 80.",
                "Enum8('a' = 300) | use Enum16.",
                "SimpleAggregateFunction(any) | takes the name of a function and one type.",
            })
    void saysWhatIsWrong(String text, String message) {
        assertThatThrownBy(() -> TypeParser.parse(text))
                .isInstanceOf(PipitException.class)
                .hasMessageContaining(message)
                .extracting(e -> ((PipitException) e).code())
                .isEqualTo(ErrorCode.UNKNOWN_TYPE);
    }

    @Test
    void refusesNothingAtAll() {
        assertThatThrownBy(() -> TypeParser.parse("  ")).hasMessageContaining("expected a type at the end");
    }
}
