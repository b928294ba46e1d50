package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType.ArrayType;
import java.util.regex.Pattern;

/** Searching in texts: positions, prefixes, LIKE, patterns of RE2, several needles at once. */
final class StringSearchFunctions implements FunctionRegistry.Family {
    private static final Pattern GROUP = Pattern.compile("(?<!\\\\)\\((?!\\?[:iPsm])");

    @Override
    public void register(FunctionRegistry.Builder f) {
        f.add("like", 2, 2, "Whether a text fits a pattern with % and _.", c -> like(c, " LIKE ", false));
        f.add("notLike", 2, 2, "Whether a text does not fit a pattern.", c -> like(c, " LIKE ", true));
        f.add("ilike", 2, 2, "As like, without regard to case.", c -> like(c, " ILIKE ", false));
        f.add("notILike", 2, 2, "As notLike, without regard to case.", c -> like(c, " ILIKE ", true));
        f.add(
                "match",
                2,
                2,
                "Whether a part of a text fits a pattern of RE2.",
                c -> Rendered.condition("regexp_matches(" + c.text(0) + ", " + c.text(1) + ", 's')"));
        f.alias("match", "REGEXP_MATCHES");
        f.add(
                "extract",
                2,
                2,
                "The first match of a pattern, or of its first group where it has one.",
                c -> Rendered.exact(
                        "coalesce(regexp_extract(" + c.text(0) + ", " + c.text(1) + ", " + group(c, 1) + ", 's'), '')",
                        Types.STRING));
        f.add(
                "regexpExtract",
                2,
                3,
                "A group of the first match of a pattern.",
                c -> Rendered.exact(
                        "coalesce(regexp_extract(" + c.text(0) + ", " + c.text(1) + ", "
                                + (c.size() > 2 ? c.sql(2) : "1") + ", 's'), '')",
                        Types.STRING));
        f.alias("regexpExtract", "REGEXP_EXTRACT");
        f.add(
                "startsWith",
                2,
                2,
                "Whether a text starts with another.",
                c -> Rendered.condition("starts_with(" + c.text(0) + ", " + c.text(1) + ")"));
        f.alias("startsWith", "startsWithUTF8");
        f.add(
                "endsWith",
                2,
                2,
                "Whether a text ends with another.",
                c -> Rendered.condition("ends_with(" + c.text(0) + ", " + c.text(1) + ")"));
        f.alias("endsWith", "endsWithUTF8");
        f.add(
                "position",
                2,
                3,
                "Where a text stands in another, counted from 1; 0 where it does not.",
                c -> position(c, c.text(0), c.text(1)));
        f.alias("position", "positionUTF8");
        f.add("locate", 2, 3, "As position, with the needle first.", c -> position(c, c.text(1), c.text(0)));
        f.add(
                "positionCaseInsensitive",
                2,
                3,
                "As position, without regard to case.",
                c -> position(c, "lower(" + c.text(0) + ")", "lower(" + c.text(1) + ")"));
        f.alias("positionCaseInsensitive", "positionCaseInsensitiveUTF8");
        f.add(
                "countSubstrings",
                2,
                2,
                "How often a text stands in another.",
                c -> Rendered.of(
                        "((length(" + c.text(0) + ") - length(replace(" + c.text(0) + ", " + c.text(1)
                                + ", ''))) // greatest(length(" + c.text(1) + "), 1))",
                        Types.UINT64));
        f.add(
                "countMatches",
                2,
                2,
                "How many matches of a pattern there are.",
                c -> Rendered.of("len(regexp_extract_all(" + c.text(0) + ", " + c.text(1) + "))", Types.UINT64));
        f.add(
                "hasToken",
                2,
                2,
                "Whether a word stands in a text.",
                c -> Rendered.condition(
                        "list_contains(regexp_extract_all(" + c.text(0) + ", '[A-Za-z0-9]+'), " + c.text(1) + ")"));
        f.add(
                "hasSubsequence",
                2,
                2,
                "Whether the characters of a text stand in another in order.",
                c -> Rendered.condition("(" + c.text(0) + " LIKE '%' || array_to_string(string_split(" + c.text(1)
                        + ", ''), '%') || '%')"));
        needles(f);
    }

    private static Rendered like(CallSite c, String operator, boolean negated) {
        String sql = "(" + c.text(0) + operator + c.text(1) + " ESCAPE '\\')";
        return Rendered.condition(negated ? "(NOT " + sql + ")" : sql);
    }

    private static Rendered position(CallSite c, String text, String needle) {
        if (c.size() < 3) {
            return Rendered.of("strpos(" + text + ", " + needle + ")", Types.UINT64);
        }
        String start = "greatest(" + c.integer(2) + ", 1)";
        String found = "strpos(substr(" + text + ", " + start + "), " + needle + ")";
        return Rendered.of(
                "CASE WHEN " + found + " = 0 THEN 0 ELSE " + found + " + " + start + " - 1 END", Types.UINT64);
    }

    /** The group that is meant: the first, or the whole match of a pattern without groups. */
    static int group(CallSite c, int pattern) {
        return c.argument(pattern)
                .text()
                .map(t -> GROUP.matcher(t).find() ? 1 : 0)
                .orElse(0);
    }

    private static void needles(FunctionRegistry.Builder f) {
        for (boolean insensitive : new boolean[] {false, true}) {
            for (String utf : new String[] {"", "UTF8"}) {
                String suffix = (insensitive ? "CaseInsensitive" : "") + utf;
                f.add(
                        "multiSearchAny" + suffix,
                        2,
                        2,
                        "Whether any of several texts stands in a text.",
                        c -> Rendered.condition("list_bool_or(list_transform(" + c.sql(1) + ", lambda n: "
                                + contains(c, insensitive) + "))"));
                f.add(
                        "multiSearchFirstIndex" + suffix,
                        2,
                        2,
                        "The number, from 1, of the first of several texts that stands in a text, or 0.",
                        c -> Rendered.of(
                                "coalesce(list_position(list_transform(" + c.sql(1) + ", lambda n: "
                                        + contains(c, insensitive) + "), true), 0)",
                                Types.UINT64));
                f.add(
                        "multiSearchFirstPosition" + suffix,
                        2,
                        2,
                        "The first position of any of several texts, or 0.",
                        c -> Rendered.of(
                                "coalesce(list_min(list_filter(list_transform(" + c.sql(1) + ", lambda n: strpos("
                                        + folded(c.text(0), insensitive) + ", " + folded("n", insensitive)
                                        + ")), lambda p: p > 0)), 0)",
                                Types.UINT64));
                f.add(
                        "multiSearchAllPositions" + suffix,
                        2,
                        2,
                        "The position of each of several texts.",
                        c -> Rendered.of(
                                "list_transform(" + c.sql(1) + ", lambda n: strpos(" + folded(c.text(0), insensitive)
                                        + ", " + folded("n", insensitive) + "))",
                                new ArrayType(Types.UINT64)));
            }
        }
        f.add(
                "multiMatchAny",
                2,
                2,
                "Whether any of several patterns fits.",
                c -> Rendered.condition("list_bool_or(list_transform(" + c.sql(1) + ", lambda n: regexp_matches("
                        + c.text(0) + ", n)))"));
        f.add(
                "multiMatchAnyIndex",
                2,
                2,
                "The number of a pattern that fits, or 0.",
                c -> Rendered.of(
                        "coalesce(list_position(list_transform(" + c.sql(1) + ", lambda n: regexp_matches(" + c.text(0)
                                + ", n)), true), 0)",
                        Types.UINT64));
    }

    private static String contains(CallSite c, boolean insensitive) {
        return "contains(" + folded(c.text(0), insensitive) + ", " + folded("n", insensitive) + ")";
    }

    private static String folded(String text, boolean insensitive) {
        return insensitive ? "lower(" + text + ")" : text;
    }
}
