package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.IntType;
import java.util.List;

/** Bits of integers. */
final class BitFunctions implements FunctionRegistry.Family {
    @Override
    public void register(FunctionRegistry.Builder f) {
        two(f, "bitAnd", "Bits set in both.", "(%s & %s)");
        two(f, "bitOr", "Bits set in either.", "(%s | %s)");
        two(f, "bitXor", "Bits set in one.", "xor(%s, %s)");
        f.define("bitNot", "value Int", "All bits turned.", c -> {
            return Rendered.of(
                    Conversions.wrapped("(-1 - CAST(" + c.argument(0).number() + " AS HUGEINT))", type(c)), type(c));
        });
        f.define("bitShiftLeft", "value Int, bits Int", "Bits moved up.", c -> {
            String shifted = "(CAST(" + c.argument(0).number() + " AS HUGEINT) * CAST(pow(2, least(63, " + c.integer(1)
                    + ")) AS HUGEINT))";
            return Rendered.of(Conversions.wrapped(shifted, type(c)), type(c));
        });
        f.define("bitShiftRight", "value Int, bits Int", "Bits moved down.", c -> {
            String v = c.argument(0).number();
            return Rendered.of(
                    "(" + (type(c).bits() < 64 || type(c).signed() ? "CAST(" + v + " AS BIGINT)" : v) + " >> CAST("
                            + c.sql(1) + " AS " + (type(c).bits() < 64 || type(c).signed() ? "BIGINT" : "UBIGINT")
                            + "))",
                    type(c));
        });
        rotate(f, "bitRotateLeft", true);
        rotate(f, "bitRotateRight", false);
        f.define("bitTest", "value Int, bit Int", "Whether a bit is set; they are counted from 0.", c -> {
            return Rendered.of("((" + bits(c) + " >> CAST(" + c.sql(1) + " AS UBIGINT)) & 1)", Types.UINT8);
        });
        f.define("bitTestAll", "value Int, bit Int+", "Whether all these bits are set.", c -> {
            return Rendered.condition("((" + bits(c) + " & " + mask(c) + ") = " + mask(c) + ")");
        });
        f.define("bitTestAny", "value Int, bit Int+", "Whether any of these bits is set.", c -> {
            return Rendered.condition("((" + bits(c) + " & " + mask(c) + ") <> 0)");
        });
        f.define(
                "bitCount",
                "value Int",
                "How many bits are set.",
                c -> Rendered.of("bit_count(" + bits(c) + ")", Types.UINT8));
        f.define("bitHammingDistance", "first Int, second Int", "How many bits differ.", c -> {
            return Rendered.of("bit_count(xor(" + c.integer(0) + ", " + c.integer(1) + "))", Types.UINT8);
        });
        String set =
                "list_filter(list_transform(range(64), lambda i: CAST(1 AS UBIGINT) << CAST(i AS UBIGINT)), lambda b: ("
                        + "%s & b) <> 0)";
        f.define("bitmaskToArray", "value Int", "The powers of 2 that a number is the sum of.", c -> {
            return Rendered.of(String.format(java.util.Locale.ROOT, set, bits(c)), new ArrayType(type(c)));
        });
        f.define("bitmaskToList", "value Int", "The powers of 2 that a number is the sum of, as text.", c -> {
            return Rendered.exact(
                    "array_to_string(" + String.format(java.util.Locale.ROOT, set, bits(c)) + ", ',')", Types.STRING);
        });
        f.define("bitPositionsToArray", "value Int", "The numbers of the bits that are set.", c -> {
            return Rendered.of(
                    "list_filter(range(64), lambda i: ((" + bits(c) + " >> CAST(i AS UBIGINT)) & 1) = 1)",
                    new ArrayType(Types.UINT64));
        });
        f.define("byteSwap", "value Int", "The bytes in the other order.", c -> {
            IntType type = type(c);
            String hex = "pipit_text('littleEndianOf', CAST(" + bits(c) + " AS VARCHAR), '" + type.bits() / 8 + "')";
            return Rendered.of(Conversions.wrapped("CAST('0x' || " + hex + " AS UBIGINT)", type), type);
        });
    }

    private static void two(FunctionRegistry.Builder f, String name, String doc, String pattern) {
        f.define(name, "first Int, second Int", doc, c -> {
            DataType type = TypeRules.supertype(
                            List.of(c.type(0).bare(), c.type(1).bare()))
                    .orElse(Types.INT64);
            boolean wide = type instanceof IntType t && t.bits() == 64 && !t.signed();
            String a = wide ? SqlText.cast(c.argument(0).number(), type) : c.integer(0);
            String b = wide ? SqlText.cast(c.argument(1).number(), type) : c.integer(1);
            return Rendered.of(String.format(java.util.Locale.ROOT, pattern, a, b), type);
        });
    }

    private static IntType type(CallSite c) {
        return c.type(0).bare() instanceof IntType t ? t : Types.UINT8;
    }

    /** The bits as an unsigned number of 64 bits. */
    private static String bits(CallSite c) {
        IntType type = type(c);
        return type.signed()
                ? SqlText.cast(
                        Conversions.wrapped(c.argument(0).number(), NumberFunctions.unsigned(type)), Types.UINT64)
                : SqlText.cast(c.argument(0).number(), Types.UINT64);
    }

    private static String mask(CallSite c) {
        StringBuilder sql = new StringBuilder("(");
        for (int i = 1; i < c.size(); i++) {
            sql.append(i == 1 ? "" : " | ")
                    .append("(CAST(1 AS UBIGINT) << CAST(")
                    .append(c.sql(i))
                    .append(" AS UBIGINT))");
        }
        return sql.append(")").toString();
    }

    private static void rotate(FunctionRegistry.Builder f, String name, boolean left) {
        f.define(
                name,
                "value Int, bits Int",
                "Bits moved " + (left ? "up" : "down") + ", those that fall out come in again.",
                c -> {
                    int width = type(c).bits();
                    String n = "(CAST(" + c.sql(1) + " AS HUGEINT) % " + width + ")";
                    String up = left ? n : "((" + width + " - " + n + ") % " + width + ")";
                    String v = "CAST(" + bits(c) + " AS HUGEINT)";
                    String power = "CAST(pow(2, " + up + ") AS HUGEINT)";
                    String high = "(" + v + " * " + power + ")";
                    String low = "(" + v + " // CAST(pow(2, " + width + " - " + up + ") AS HUGEINT))";
                    return Rendered.of(Conversions.wrapped("(" + high + " + " + low + ")", type(c)), type(c));
                });
    }
}
