package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Texts: length, case, parts, replacing, splitting. */
final class StringFunctions implements FunctionRegistry.Family {
    private static final int ANY = ScalarFunction.ANY;
    private static final String UPPER = "'ABCDEFGHIJKLMNOPQRSTUVWXYZ'";
    private static final String LOWER = "'abcdefghijklmnopqrstuvwxyz'";

    @Override
    public void register(FunctionRegistry.Builder f) {
        f.add("length", 1, 1, "Bytes of a text, or members of an array.", StringFunctions::length);
        f.alias("length", "OCTET_LENGTH");
        f.add("lengthUTF8", 1, 1, "Characters of a text.", c -> Rendered.of("length(" + c.text(0) + ")", Types.UINT64));
        f.alias("lengthUTF8", "CHAR_LENGTH", "CHARACTER_LENGTH");
        f.add(
                "empty",
                1,
                1,
                "Whether a text or an array is empty.",
                c -> Rendered.condition("(" + length(c).sql() + " = 0)"));
        f.add(
                "notEmpty",
                1,
                1,
                "Whether a text or an array is not empty.",
                c -> Rendered.condition("(" + length(c).sql() + " <> 0)"));
        f.add(
                "lower",
                1,
                1,
                "Small letters, for A to Z only.",
                c -> text("translate(" + c.text(0) + ", " + UPPER + ", " + LOWER + ")"));
        f.alias("lower", "lcase");
        f.add(
                "upper",
                1,
                1,
                "Capital letters, for a to z only.",
                c -> text("translate(" + c.text(0) + ", " + LOWER + ", " + UPPER + ")"));
        f.alias("upper", "ucase");
        f.add("lowerUTF8", 1, 1, "Small letters.", c -> text("lower(" + c.text(0) + ")"));
        f.add("upperUTF8", 1, 1, "Capital letters.", c -> text("upper(" + c.text(0) + ")"));
        f.add(
                "initcap",
                1,
                1,
                "A capital letter at the start of each word.",
                c -> text("array_to_string(list_transform(string_split(" + c.text(0)
                        + ", ' '), lambda w: upper(left(w, 1)) || lower(substr(w, 2))), ' ')"));
        f.add("concat", 1, ANY, "Texts one after the other; arrays likewise.", StringFunctions::concat);
        f.add(
                "concatWithSeparator",
                1,
                ANY,
                "Texts with a separator between them.",
                c -> text(IntStream.range(0, c.size())
                        .mapToObj(c::text)
                        .collect(Collectors.joining(", ", "concat_ws(", ")"))));
        f.alias("concatWithSeparator", "concat_ws");
        f.add(
                "substring",
                2,
                3,
                "A part from a position, counted from 1; a negative one counts from the end.",
                StringFunctions::substring);
        f.alias("substring", "substr", "mid", "substringUTF8");
        f.add("left", 2, 2, "The first characters.", c -> text("left(" + c.text(0) + ", " + c.integer(1) + ")"));
        f.alias("left", "leftUTF8");
        f.add("right", 2, 2, "The last characters.", c -> text("right(" + c.text(0) + ", " + c.integer(1) + ")"));
        f.alias("right", "rightUTF8");
        f.add(
                "reverse",
                1,
                1,
                "Back to front.",
                c -> Types.array(c.type(0))
                        ? Rendered.of(
                                "list_reverse(" + c.sql(0) + ")", c.type(0).bare())
                        : text("reverse(" + c.text(0) + ")"));
        f.alias("reverse", "reverseUTF8");
        f.add(
                "repeat",
                2,
                2,
                "A text several times.",
                c -> text("repeat(" + c.text(0) + ", greatest(" + c.integer(1) + ", 0))"));
        f.add("space", 1, 1, "That many blanks.", c -> text("repeat(' ', greatest(" + c.integer(0) + ", 0))"));
        f.add("leftPad", 2, 3, "Filled up on the left.", c -> pad(c, "lpad"));
        f.alias("leftPad", "lpad", "leftPadUTF8");
        f.add("rightPad", 2, 3, "Filled up on the right.", c -> pad(c, "rpad"));
        f.alias("rightPad", "rpad", "rightPadUTF8");
        trims(f);
        replaces(f);
        splits(f);
        f.add("format", 1, ANY, "A text with {} replaced by the arguments.", StringFunctions::format);
        f.add(
                "ascii",
                1,
                1,
                "The code of the first character.",
                c -> Rendered.of("ascii(" + c.text(0) + ")", Types.INT32));
        f.add(
                "char",
                1,
                ANY,
                "A text of these codes.",
                c -> text(IntStream.range(0, c.size())
                        .mapToObj(i -> "chr(CAST(" + c.sql(i) + " AS INTEGER))")
                        .collect(Collectors.joining(" || ", "(", ")"))));
        f.add("base64Encode", 1, 1, "As base 64.", c -> text("to_base64(encode(" + c.text(0) + "))"));
        f.alias("base64Encode", "TO_BASE64");
        f.add("base64Decode", 1, 1, "From base 64.", c -> text("decode(from_base64(" + c.text(0) + "))"));
        f.alias("base64Decode", "FROM_BASE64");
        f.add(
                "tryBase64Decode",
                1,
                1,
                "From base 64, or ''.",
                c -> text("coalesce(TRY(decode(from_base64(" + c.text(0) + "))), '')"));
        f.add(
                "hex",
                1,
                1,
                "As hexadecimal digits.",
                c -> text(
                        digest(c)
                                ? c.sql(0)
                                : Types.number(c.type(0))
                                        ? "to_hex(" + c.argument(0).number() + ")"
                                        : "hex(" + c.text(0) + ")"));
        f.add("unhex", 1, 1, "From hexadecimal digits.", c -> text("decode(unhex(" + c.text(0) + "))"));
        f.add("toValidUTF8", 1, 1, "The text itself: texts are always valid.", c -> text(c.text(0)));
        f.add(
                "stringJaccardIndex",
                2,
                2,
                "How alike two texts are.",
                c -> Rendered.of("jaccard(" + c.text(0) + ", " + c.text(1) + ")", Types.FLOAT64));
        f.add(
                "editDistance",
                2,
                2,
                "How many changes lie between two texts.",
                c -> Rendered.of("levenshtein(" + c.text(0) + ", " + c.text(1) + ")", Types.UINT64));
        f.alias("editDistance", "levenshteinDistance");
    }

    /** Digests are held as hexadecimal digits already, since texts of the engine cannot hold any bytes. */
    private static boolean digest(CallSite c) {
        return c.sql(0).startsWith("upper(md5(") || c.sql(0).startsWith("upper(sha");
    }

    private static Rendered text(String sql) {
        return Rendered.exact(sql, Types.STRING);
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
        }
        return Rendered.of("strlen(" + c.text(0) + ")", Types.UINT64);
    }

    private static Rendered concat(CallSite c) {
        if (Types.array(c.type(0))) {
            DataType type = ConditionalFunctions.common(c, c.values());
            return Rendered.of(
                    c.values().stream()
                            .map(v -> Conversions.widen(v, type))
                            .collect(Collectors.joining(" || ", "(", ")")),
                    type);
        }
        return text(IntStream.range(0, c.size()).mapToObj(c::text).collect(Collectors.joining(" || ", "(", ")")));
    }

    private static Rendered substring(CallSite c) {
        String length = c.size() > 2 ? ", " + c.integer(2) : "";
        Rendered from = c.argument(1);
        if (from.constant().isPresent() && from.sql().equals("0")) {
            return text("''");
        }
        return text("substring(" + c.text(0) + ", " + c.integer(1) + length + ")");
    }

    private static Rendered pad(CallSite c, String function) {
        return text(function + "(" + c.text(0) + ", CAST(" + c.sql(1) + " AS INTEGER), "
                + (c.size() > 2 ? c.text(2) : "' '") + ")");
    }

    private static void trims(FunctionRegistry.Builder f) {
        f.add("trimBoth", 1, 2, "Without blanks (or other characters) at both ends.", c -> trim(c, "trim"));
        f.alias("trimBoth", "trim");
        f.add("trimLeft", 1, 2, "Without blanks at the start.", c -> trim(c, "ltrim"));
        f.alias("trimLeft", "ltrim");
        f.add("trimRight", 1, 2, "Without blanks at the end.", c -> trim(c, "rtrim"));
        f.alias("trimRight", "rtrim");
    }

    private static Rendered trim(CallSite c, String function) {
        return text(function + "(" + c.text(0) + (c.size() > 1 ? ", " + c.text(1) : ", ' '") + ")");
    }

    private static void replaces(FunctionRegistry.Builder f) {
        f.add(
                "replaceAll",
                3,
                3,
                "Each occurrence of a text replaced.",
                c -> text("replace(" + c.text(0) + ", " + c.text(1) + ", " + c.text(2) + ")"));
        f.alias("replaceAll", "replace");
        f.add(
                "replaceOne",
                3,
                3,
                "The first occurrence of a text replaced.",
                c -> text("CASE WHEN contains(" + c.text(0) + ", " + c.text(1) + ") THEN left(" + c.text(0)
                        + ", strpos(" + c.text(0) + ", " + c.text(1)
                        + ") - 1) || " + c.text(2) + " || substr(" + c.text(0) + ", strpos(" + c.text(0) + ", "
                        + c.text(1) + ") + length("
                        + c.text(1) + ")) ELSE " + c.text(0) + " END"));
        f.add(
                "replaceRegexpAll",
                3,
                3,
                "Each match of a pattern replaced.",
                c -> text("regexp_replace(" + c.text(0) + ", " + c.text(1) + ", " + c.text(2) + ", 'gs')"));
        f.alias("replaceRegexpAll", "REGEXP_REPLACE");
        f.add(
                "replaceRegexpOne",
                3,
                3,
                "The first match of a pattern replaced.",
                c -> text("regexp_replace(" + c.text(0) + ", " + c.text(1) + ", " + c.text(2) + ", 's')"));
        f.add(
                "translate",
                3,
                3,
                "Characters replaced one for one.",
                c -> text("translate(" + c.text(0) + ", " + c.text(1) + ", " + c.text(2) + ")"));
        f.alias("translate", "translateUTF8");
    }

    private static void splits(FunctionRegistry.Builder f) {
        ArrayType texts = new ArrayType(Types.STRING);
        f.add(
                "splitByChar",
                2,
                3,
                "The parts between a character.",
                c -> Rendered.exact(split(c, c.text(1), c.text(0)), texts));
        f.add(
                "splitByString",
                2,
                3,
                "The parts between a text.",
                c -> Rendered.exact(split(c, c.text(1), c.text(0)), texts));
        f.add(
                "splitByRegexp",
                2,
                3,
                "The parts between matches of a pattern.",
                c -> Rendered.exact("string_split_regex(" + c.text(1) + ", " + c.text(0) + ")", texts));
        f.add(
                "splitByWhitespace",
                1,
                2,
                "The parts between blanks.",
                c -> Rendered.exact(
                        "list_filter(string_split_regex(" + c.text(0) + ", '\\s+'), lambda p: p <> '')", texts));
        f.add(
                "splitByNonAlpha",
                1,
                2,
                "The words.",
                c -> Rendered.exact(
                        "list_filter(string_split_regex(" + c.text(0) + ", '[\\s[:punct:]]+'), lambda p: p <> '')",
                        texts));
        f.add(
                "arrayStringConcat",
                1,
                2,
                "The members of an array with a separator between them.",
                c -> text("coalesce(array_to_string(list_transform(" + c.sql(0) + ", lambda t: CAST(t AS VARCHAR)), "
                        + (c.size() > 1 ? c.text(1) : "''") + "), '')"));
        f.alias("arrayStringConcat", "arrayToString");
        f.add(
                "extractAll",
                2,
                2,
                "All matches of a pattern; of its first group where it has one.",
                c -> Rendered.exact(
                        "regexp_extract_all(" + c.text(0) + ", " + c.text(1) + ", " + StringSearchFunctions.group(c, 1)
                                + ", 's')",
                        texts));
        f.add(
                "alphaTokens",
                1,
                2,
                "The runs of letters.",
                c -> Rendered.exact("regexp_extract_all(" + c.text(0) + ", '[A-Za-z]+')", texts));
        f.alias("alphaTokens", "splitByAlpha");
        f.add(
                "tokens",
                1,
                2,
                "The runs of letters and digits.",
                c -> Rendered.exact("regexp_extract_all(" + c.text(0) + ", '[A-Za-z0-9]+')", texts));
    }

    private static String split(CallSite c, String value, String separator) {
        boolean characters = c.argument(0).text().map(String::isEmpty).orElse(false);
        if (characters) {
            return "string_split(" + value + ", '')";
        }
        return "string_split(" + value + ", " + separator + ")";
    }

    private static Rendered format(CallSite c) {
        String pattern = c.literal(0);
        StringBuilder sql = new StringBuilder("(''");
        int next = 0;
        int at = 0;
        java.util.regex.Matcher holes =
                java.util.regex.Pattern.compile("\\{([0-9]*)}").matcher(pattern);
        while (holes.find()) {
            sql.append(" || ").append(SqlText.string(pattern.substring(at, holes.start())));
            int index = holes.group(1).isEmpty() ? next++ : Integer.parseInt(holes.group(1));
            if (index + 1 >= c.size()) {
                throw c.error("its pattern names argument " + index + ", which is not there");
            }
            sql.append(" || ").append(c.text(index + 1));
            at = holes.end();
        }
        return text(sql + " || " + SqlText.string(pattern.substring(at)) + ")");
    }
}
