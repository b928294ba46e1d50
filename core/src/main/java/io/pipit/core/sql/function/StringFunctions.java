package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.FixedStringType;
import io.pipit.core.block.type.DataType.NothingType;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Texts: length, case, putting together, filling up, cutting off. Lengths and positions without UTF8 in the name count bytes. */
final class StringFunctions implements FunctionRegistry.Family {
    private static final String UPPER = "'ABCDEFGHIJKLMNOPQRSTUVWXYZ'";
    private static final String LOWER = "'abcdefghijklmnopqrstuvwxyz'";

    @Override
    public void register(FunctionRegistry.Builder f) {
        lengths(f);
        cases(f);
        joins(f);
        trims(f);
        f.define("reverse", "value Any", "Back to front: the bytes of a text, or the members of an array.", c -> {
            return Types.array(c.type(0))
                    ? Rendered.of("list_reverse(" + c.sql(0) + ")", c.type(0).bare())
                    : text("reverse(" + c.text(0) + ")");
        });
        f.define(
                "reverseUTF8", "text String", "The characters back to front.", c -> text("reverse(" + c.text(0) + ")"));
        f.define("repeat", "text String, times Int", "A text several times.", c -> {
            return text("repeat(" + c.text(0) + ", greatest(" + c.integer(1) + ", 0))");
        });
        f.define("space", "times Int", "That many blanks.", c -> {
            return text("repeat(' ', greatest(" + c.integer(0) + ", 0))");
        });
        pad(f, "leftPad", true, false);
        f.alias("leftPad", "lpad");
        pad(f, "rightPad", false, false);
        f.alias("rightPad", "rpad");
        pad(f, "leftPadUTF8", true, true);
        pad(f, "rightPadUTF8", false, true);
        f.define("format", "pattern String, value Any+", "A text with {} or {0} replaced by the values.", c -> {
            return StringFormat.format(c);
        });
        f.define(
                "printf",
                "pattern String, value Any*",
                "A text with %s, %d and the like replaced by the values.",
                c -> {
                    return text("printf("
                            + c.values().stream().map(Rendered::value).collect(Collectors.joining(", ")) + ")");
                });
        f.define("appendTrailingCharIfAbsent", "text String, character String", "With a character at its end.", c -> {
            String t = c.text(0);
            return text("CASE WHEN " + t + " = '' OR ends_with(" + t + ", " + c.text(1) + ") THEN " + t + " ELSE " + t
                    + " || " + c.text(1) + " END");
        });
        f.define("toStringCutToZero", "text String", "The text up to the first zero byte.", c -> {
            return text("split_part(" + c.text(0) + ", chr(0), 1)");
        });
        f.define("firstLine", "text String", "The first line.", c -> {
            return text("regexp_extract(" + c.text(0) + ", '^([^\\r\\n]*)', 1)");
        });
        f.define("toValidUTF8", "text String", "The text itself: texts are always valid.", c -> text(c.text(0)));
        f.define("isValidUTF8", "text String", "Whether it is valid UTF-8: always 1.", c -> {
            return Rendered.condition("(" + c.text(0) + " IS NOT NULL)");
        });
        f.define("isValidASCII", "text String", "Whether it has ASCII characters only.", c -> {
            return Rendered.condition("(strlen(" + c.text(0) + ") = length(" + c.text(0) + "))");
        });
        f.alias("isValidASCII", "isASCII");
    }

    private static void lengths(FunctionRegistry.Builder f) {
        f.define(
                "length",
                "value Any",
                "The bytes of a text, or the members of an array or a map.",
                StringFunctions::length);
        f.alias("length", "OCTET_LENGTH", "CARDINALITY");
        f.define("lengthUTF8", "text String", "The characters of a text.", c -> {
            return Rendered.of("length(" + c.text(0) + ")", Types.UINT64);
        });
        f.alias("lengthUTF8", "CHAR_LENGTH", "CHARACTER_LENGTH");
        f.define("empty", "value Any", "Whether a text, an array or a map is empty.", c -> {
            return Rendered.condition("(" + emptiness(c) + " = 0)");
        });
        f.define("notEmpty", "value Any", "Whether a text, an array or a map is not empty.", c -> {
            return Rendered.condition("(" + emptiness(c) + " <> 0)");
        });
        f.define("ascii", "text String", "The code of the first byte.", c -> {
            return Rendered.of("pipit_hash('firstByte', " + c.text(0) + ")", Types.INT32);
        });
    }

    private static void cases(FunctionRegistry.Builder f) {
        f.define("lower", "text String", "Small letters, for A to Z only.", c -> {
            return kept(c, "translate(" + c.text(0) + ", " + UPPER + ", " + LOWER + ")");
        });
        f.alias("lower", "lcase");
        f.define("upper", "text String", "Capital letters, for a to z only.", c -> {
            return kept(c, "translate(" + c.text(0) + ", " + LOWER + ", " + UPPER + ")");
        });
        f.alias("upper", "ucase");
        f.define("lowerUTF8", "text String", "Small letters.", c -> text("lower(" + c.text(0) + ")"));
        f.define("upperUTF8", "text String", "Capital letters.", c -> {
            return text("replace(upper(" + c.text(0) + "), 'ẞ', 'SS')");
        });
        f.define("initcap", "text String", "A capital letter at the start of each word, for a to z only.", c -> {
            return text("pipit_text('initcap', " + c.text(0) + ")");
        });
        f.define("initcapUTF8", "text String", "A capital letter at the start of each word.", c -> {
            return text("pipit_text('initcapUTF8', " + c.text(0) + ")");
        });
    }

    private static void joins(FunctionRegistry.Builder f) {
        f.define(
                "concat",
                "value Any+",
                "Texts one after the other; arrays and maps likewise.",
                StringFunctions::concat);
        f.alias("concat", "concatAssumeInjective");
        f.define("concatWithSeparator", "separator String, value Any*", "Values with a separator between them.", c -> {
            String texts = IntStream.range(0, c.size()).mapToObj(c::text).collect(Collectors.joining(", "));
            return text(c.size() == 1 ? "''" : "concat_ws(" + texts + ")");
        });
        f.alias("concatWithSeparator", "concat_ws", "concatWithSeparatorAssumeInjective");
    }

    private static void trims(FunctionRegistry.Builder f) {
        String doc = " (or of the characters of a second text).";
        f.define(
                "trimBoth",
                "text String, characters String?",
                "Without blanks at both ends" + doc,
                c -> trim(c, "trim"));
        f.alias("trimBoth", "trim");
        f.define(
                "trimLeft",
                "text String, characters String?",
                "Without blanks at the start" + doc,
                c -> trim(c, "ltrim"));
        f.alias("trimLeft", "ltrim");
        f.define(
                "trimRight",
                "text String, characters String?",
                "Without blanks at the end" + doc,
                c -> trim(c, "rtrim"));
        f.alias("trimRight", "rtrim");
    }

    private static Rendered text(String sql) {
        return Rendered.exact(sql, Types.STRING);
    }

    /** A text of the same length keeps the type of a fixed length. */
    private static Rendered kept(CallSite c, String sql) {
        return c.type(0).bare() instanceof FixedStringType t ? Rendered.exact(sql, t) : text(sql);
    }

    /** A text of a fixed length is empty where it holds nothing. */
    private static String emptiness(CallSite c) {
        return c.type(0).bare() instanceof FixedStringType
                ? "strlen(" + c.sql(0) + ")"
                : length(c).sql();
    }

    static Rendered length(CallSite c) {
        DataType type = c.type(0).bare();
        if (type instanceof ArrayType) {
            return Rendered.of("len(" + c.sql(0) + ")", Types.UINT64);
        } else if (type instanceof DataType.MapType) {
            return Rendered.of("cardinality(" + c.sql(0) + ")", Types.UINT64);
        } else if (type instanceof DataType.UuidType) {
            return Rendered.of(
                    "CASE WHEN " + c.sql(0) + " = '00000000-0000-0000-0000-000000000000' THEN 0 ELSE 16 END",
                    Types.UINT64);
        } else if (type instanceof FixedStringType t) {
            return Rendered.of("CASE WHEN " + c.sql(0) + " IS NOT NULL THEN " + t.bytes() + " END", Types.UINT64);
        } else if (!Types.text(type) && !Types.enumeration(type) && !(type instanceof NothingType)) {
            throw c.error("argument 1 is of type " + c.type(0) + ", where a String, an array or a map is expected");
        }
        return Rendered.of("strlen(" + c.text(0) + ")", Types.UINT64);
    }

    private static Rendered concat(CallSite c) {
        boolean arrays = c.values().stream().allMatch(v -> Types.array(v.type()));
        boolean maps = c.values().stream().allMatch(v -> v.type().bare() instanceof DataType.MapType);
        if (arrays || maps) {
            DataType type = ConditionalFunctions.common(c, c.values());
            List<String> parts =
                    c.values().stream().map(v -> Conversions.widen(v, type)).toList();
            return Rendered.of(
                    arrays ? "(" + String.join(" || ", parts) + ")" : "map_concat(" + String.join(", ", parts) + ")",
                    type);
        }
        return text(IntStream.range(0, c.size()).mapToObj(c::text).collect(Collectors.joining(" || ", "(", ")")));
    }

    private static void pad(FunctionRegistry.Builder f, String name, boolean left, boolean characters) {
        String unit = characters ? " characters" : " bytes";
        f.define(name, "text String, length Int, fill String?", "Filled up or cut to that many" + unit + ".", c -> {
            String fill = c.size() > 2 ? c.text(2) : "' '";
            boolean plain = c.size() < 3
                    || c.argument(2).text().filter(t -> !t.isEmpty()).isPresent();
            String text = c.text(0);
            String exact = "pipit_text('pad', '" + name + "', " + text + ", CAST(" + c.integer(1) + " AS VARCHAR), "
                    + fill + ")";
            if (!plain) {
                return text(exact);
            }
            String built = (left ? "lpad(" : "rpad(") + text + ", CAST(" + c.sql(1) + " AS INTEGER), " + fill + ")";
            return text(characters ? built : Ascii.choose(c.argument(0), built, exact));
        });
    }

    private static Rendered trim(CallSite c, String function) {
        return text(function + "(" + c.text(0) + (c.size() > 1 ? ", " + c.text(1) : ", ' '") + ")");
    }
}
