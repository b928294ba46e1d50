package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.DecimalType;
import io.pipit.core.block.type.DataType.FloatType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.DataType.UuidType;
import io.pipit.core.error.Article;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Values as digits and back. What may hold any bytes goes through {@link BinaryText}. */
final class EncodingFunctions implements FunctionRegistry.Family {
    @Override
    public void register(FunctionRegistry.Builder f) {
        f.define("hex", "value Any", "The bytes as hexadecimal digits; of a number without leading zeros.", c -> {
            return text(hex(c, 2, "to_hex", 4));
        });
        f.define("bin", "value Any", "The bytes as binary digits; of a number without leading zeros.", c -> {
            return text(hex(c, 8, "to_binary", 1));
        });
        f.define("unhex", "digits String", "The bytes that hexadecimal digits stand for.", c -> {
            return BinaryText.of("pipit_text('even', upper(" + c.text(0) + "))", Types.STRING);
        });
        f.define("unbin", "digits String", "The bytes that binary digits stand for.", c -> {
            return BinaryText.of("pipit_text('unbin', " + c.text(0) + ")", Types.STRING);
        });
        f.define("char", "code Number+", "The bytes of these codes.", c -> {
            return BinaryText.of(
                    IntStream.range(0, c.size())
                            .mapToObj(i -> "right('0' || to_hex(" + c.integer(i) + " & 255), 2)")
                            .collect(Collectors.joining(" || ", "(", ")")),
                    Types.STRING);
        });
        bases(f);
        f.define("encodeXMLComponent", "text String", "With entities for what has a meaning in XML.", c -> {
            return text(op("encodeXML", c));
        });
        f.define(
                "decodeXMLComponent",
                "text String",
                "With the entities of XML turned back.",
                c -> text(op("decodeXML", c)));
        f.define("decodeHTMLComponent", "text String", "With the common entities of HTML turned back.", c -> {
            return text(op("decodeXML", c));
        });
        reinterprets(f);
    }

    private static Rendered text(String sql) {
        return Rendered.exact(sql, Types.STRING);
    }

    private static String op(String operation, CallSite c) {
        return "pipit_text('" + operation + "', " + c.text(0) + ")";
    }

    private static void bases(FunctionRegistry.Builder f) {
        f.define("base64Encode", "text String", "As base 64.", c -> {
            return text("to_base64(unhex(" + BinaryText.hexOf(c, 0) + "))");
        });
        f.alias("base64Encode", "TO_BASE64");
        decode(f, "base64Decode", "tryBase64Decode", "base64", "From base 64");
        f.alias("base64Decode", "FROM_BASE64");
        f.define("base64URLEncode", "text String", "As base 64 with the characters that URLs may have.", c -> {
            return text("rtrim(translate(to_base64(unhex(" + BinaryText.hexOf(c, 0) + ")), '+/', '-_'), '=')");
        });
        decode(f, "base64URLDecode", "tryBase64URLDecode", "base64", "From base 64 of URLs");
        for (String base : new String[] {"base58", "base32"}) {
            f.define(base + "Encode", "text String", "As base " + base.substring(4) + ".", c -> {
                return text("pipit_text('" + base + "', " + BinaryText.hexOf(c, 0) + ")");
            });
            decode(f, base + "Decode", "tryB" + base.substring(1) + "Decode", base, "From base " + base.substring(4));
        }
    }

    private static void decode(FunctionRegistry.Builder f, String name, String tried, String base, String doc) {
        String hex = "pipit_text('un" + base + "', %s)";
        f.define(name, "text String", doc + ".", c -> {
            return BinaryText.of(String.format(java.util.Locale.ROOT, hex, c.text(0)), Types.STRING);
        });
        f.define(tried, "text String", doc + ", or '' where that is not possible.", c -> {
            String digits = "coalesce(TRY(" + String.format(java.util.Locale.ROOT, hex, c.text(0)) + "), '')";
            return BinaryText.of(digits, Types.STRING);
        });
    }

    private static String hex(CallSite c, int digits, String function, int bits) {
        DataType type = c.type(0).bare();
        if (Types.text(type) || Types.enumeration(type)) {
            String hex = BinaryText.hexOf(c, 0);
            return bits == 4 ? hex : "pipit_text('binary', " + hex + ")";
        } else if (type instanceof FloatType t) {
            String hex = "pipit_text('floatBytes', '" + t.bits() / 8 + "', CAST(" + c.sql(0) + " AS VARCHAR))";
            return bits == 4 ? hex : "pipit_text('binary', " + hex + ")";
        } else if (type instanceof UuidType) {
            String hex = "upper(replace(CAST(" + c.sql(0) + " AS VARCHAR), '-', ''))";
            return bits == 4 ? hex : "pipit_text('binary', " + hex + ")";
        } else if (type instanceof DecimalType) {
            throw c.error(
                    Article.with(c.type(0)) + " has no digits of this kind; convert it, for instance with toFloat64");
        }
        String number = function + "(CAST(" + unsigned(c, type) + " AS UBIGINT))";
        return "lpad(" + number + ", CAST((length(" + number + ") + " + (digits - 1) + ") // " + digits + " * " + digits
                + " AS INTEGER), '0')";
    }

    private static String unsigned(CallSite c, DataType type) {
        if (type instanceof IntType i && i.signed()) {
            return Conversions.wrapped(c.argument(0).number(), new IntType(i.bits(), false));
        } else if (Types.date(type) || Types.instant(type)) {
            return Types.date(type) ? "(" + c.sql(0) + " - DATE '1970-01-01')" : ticks(c, type);
        }
        return c.argument(0).number();
    }

    private static String ticks(CallSite c, DataType type) {
        return type instanceof DataType.DateTime64Type t
                ? DateParts.ticks(c.sql(0), t.precision())
                : Conversions.seconds(c.argument(0));
    }

    private static void reinterprets(FunctionRegistry.Builder f) {
        for (int bits : new int[] {8, 16, 32, 64}) {
            reinterpret(f, "reinterpretAsInt" + bits, new IntType(bits, true));
            reinterpret(f, "reinterpretAsUInt" + bits, new IntType(bits, false));
        }
        for (int bits : new int[] {32, 64}) {
            f.define("reinterpretAsFloat" + bits, "bytes String", "The bytes as a float.", c -> {
                DataType type = new FloatType(bits);
                return Rendered.exact(
                        SqlText.cast("pipit_text('toFloat', '" + bits / 8 + "', " + BinaryText.hexOf(c, 0) + ")", type),
                        type);
            });
        }
        f.define("reinterpretAsString", "value Number", "The bytes of a number, the low ones first.", c -> {
            return BinaryText.of(
                    "pipit_text('littleEndian', CAST("
                            + Conversions.wrapped(c.argument(0).number(), Types.UINT64) + " AS VARCHAR))",
                    Types.STRING);
        });
    }

    private static void reinterpret(FunctionRegistry.Builder f, String name, IntType type) {
        f.define(name, "bytes Any", "The bytes, the low ones first, as " + type + ".", c -> {
            Rendered value = c.argument(0);
            String bits;
            if (Types.text(value.type())) {
                bits = "pipit_hash('bits', " + BinaryText.hexOf(c, 0) + ")";
            } else if (Types.integer(value.type())) {
                bits = value.number();
            } else if (Types.date(value.type()) || Types.instant(value.type())) {
                bits = unsigned(c, value.type().bare());
            } else {
                throw c.error("argument 1 is of type " + value.type() + ", where a String or an integer is expected");
            }
            return Rendered.exact(Conversions.wrapped(bits, type), type);
        });
    }
}
