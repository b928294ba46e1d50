package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType.ArrayType;

/** Texts into parts and back. */
final class SplitFunctions implements FunctionRegistry.Family {
    private static final ArrayType TEXTS = new ArrayType(Types.STRING);
    /** Letters, digits and all that is not ASCII. */
    static final String WORD = "'[A-Za-z0-9\\x{80}-\\x{10FFFF}]+'";

    @Override
    public void register(FunctionRegistry.Builder f) {
        f.define("splitByChar", "separator String, text String, max Int?", "The parts between a character.", c -> {
            if (c.argument(0).text().filter(t -> t.length() != 1).isPresent()) {
                throw c.error(
                        "the separator must be one character, not '" + c.literal(0) + "'; splitByString takes more");
            }
            return parts(c, 2, "string_split(" + c.text(1) + ", " + c.text(0) + ")");
        });
        f.define("splitByString", "separator String, text String, max Int?", "The parts between a text.", c -> {
            if (c.argument(0).text().filter(String::isEmpty).isPresent()) {
                return parts(c, 2, "regexp_extract_all(" + c.text(1) + ", '(?s).')");
            }
            return parts(c, 2, "string_split(" + c.text(1) + ", " + c.text(0) + ")");
        });
        f.define(
                "splitByRegexp",
                "pattern String, text String, max Int?",
                "The parts between matches of a pattern.",
                c -> {
                    if (c.argument(0).text().filter(String::isEmpty).isPresent()) {
                        return parts(c, 2, "regexp_extract_all(" + c.text(1) + ", '(?s).')");
                    }
                    return parts(c, 2, "string_split_regex(" + c.text(1) + ", " + c.text(0) + ")");
                });
        f.define("splitByWhitespace", "text String, max Int?", "The parts between white space.", c -> {
            return parts(c, 1, "regexp_extract_all(" + c.text(0) + ", '[^ \\t\\n\\v\\f\\r]+')");
        });
        f.define("splitByNonAlpha", "text String, max Int?", "The parts between white space and punctuation.", c -> {
            return parts(c, 1, "regexp_extract_all(" + c.text(0) + ", '[^[:space:][:punct:]]+')");
        });
        f.define("alphaTokens", "text String, max Int?", "The runs of letters a to z.", c -> {
            return parts(c, 1, "regexp_extract_all(" + c.text(0) + ", '[A-Za-z]+')");
        });
        f.alias("alphaTokens", "splitByAlpha");
        f.define("tokens", "text String", "The runs of letters and digits.", c -> {
            return Rendered.exact("regexp_extract_all(" + c.text(0) + ", " + WORD + ")", TEXTS);
        });
        f.define("ngrams", "text String, length Int", "All parts of that many characters.", c -> {
            String t = c.text(0);
            String n = c.integer(1);
            return Rendered.exact(
                    "list_transform(range(1, length(" + t + ") - " + n + " + 2), lambda i: substring(" + t + ", i, " + n
                            + "))",
                    TEXTS);
        });
        f.define(
                "arrayStringConcat",
                "array Array, separator String?",
                "The members with a separator between them.",
                c -> {
                    String member = Conversions.text(
                            Rendered.of("t", Types.element(c.type(0)).bare()));
                    String list = Types.text(Types.element(c.type(0)))
                            ? c.sql(0)
                            : "list_transform(" + c.sql(0) + ", lambda t: " + member + ")";
                    if (Types.element(c.type(0)) instanceof io.pipit.core.block.type.DataType.NothingType) {
                        return Rendered.exact("''", Types.STRING);
                    }
                    return Rendered.exact(
                            "coalesce(array_to_string(" + list + ", " + (c.size() > 1 ? c.text(1) : "''") + "), '')",
                            Types.STRING);
                });
        f.alias("arrayStringConcat", "array_to_string");
        f.define("reverseBySeparator", "text String, separator String?", "The parts of a text back to front.", c -> {
            String separator = c.size() > 1 ? c.text(1) : "'.'";
            return Rendered.exact(
                    "array_to_string(list_reverse(string_split(" + c.text(0) + ", " + separator + ")), " + separator
                            + ")",
                    Types.STRING);
        });
        f.define(
                "extractKeyValuePairs",
                "text String, delimiter String?, pairs String?",
                "Keys and values of a text.",
                c -> {
                    String between = c.size() > 1 ? c.text(1) : "':'";
                    String pairs = c.size() > 2 ? c.text(2) : "' ,;'";
                    return Rendered.of(
                            "CAST(json(pipit_text('pairs', " + c.text(0) + ", " + between + ", " + pairs
                                    + ")) AS MAP(VARCHAR, VARCHAR))",
                            new io.pipit.core.block.type.DataType.MapType(Types.STRING, Types.STRING));
                });
        f.alias("extractKeyValuePairs", "str_to_map", "mapFromString");
    }

    /** The parts of a text that is not empty; of the empty text '' there is one empty part, unless it is cut into characters. */
    private static Rendered parts(CallSite c, int max, String list) {
        if (c.size() <= max) {
            return Rendered.exact(list, TEXTS);
        }
        String n = c.integer(max);
        if (c.argument(max).integer().isPresent()) {
            return Rendered.exact(c.number(max) > 0 ? "list_slice(" + list + ", 1, " + n + ")" : list, TEXTS);
        }
        return Rendered.exact("list_slice(" + list + ", 1, CASE WHEN " + n + " > 0 THEN " + n + " END)", TEXTS);
    }
}
