package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType.ArrayType;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Patterns: LIKE and regular expressions of RE2, in which '.' also stands for a line break. */
final class PatternFunctions implements FunctionRegistry.Family {
    private static final Pattern GROUP = Pattern.compile("\\\\.|\\[\\^?]?(?:\\\\.|[^\\]\\\\])*]|(\\((?!\\?(?!P<|<)))");
    private static final ArrayType TEXTS = new ArrayType(Types.STRING);

    @Override
    public void register(FunctionRegistry.Builder f) {
        f.define("like", "text String, pattern String", "Whether a text fits a pattern with % and _.", c -> {
            return like(c, " LIKE ", false);
        });
        f.define("notLike", "text String, pattern String", "Whether a text does not fit a pattern.", c -> {
            return like(c, " LIKE ", true);
        });
        f.define(
                "ilike",
                "text String, pattern String",
                "As like, without regard to case.",
                c -> like(c, " ILIKE ", false));
        f.define("notILike", "text String, pattern String", "As notLike, without regard to case.", c -> {
            return like(c, " ILIKE ", true);
        });
        f.define("match", "text String, pattern String", "Whether a part of a text fits a pattern of RE2.", c -> {
            return Rendered.condition("regexp_matches(" + c.text(0) + ", " + pattern(c, 1) + ", 's')");
        });
        f.alias("match", "REGEXP_MATCHES");
        extracts(f);
        replaces(f);
        several(f);
        f.define("regexpQuoteMeta", "text String", "With a backslash before what has a meaning in patterns.", c -> {
            return Rendered.exact("pipit_text('quoteMeta', " + c.text(0) + ")", Types.STRING);
        });
        f.define(
                "countMatches",
                "text String, pattern String",
                "How many matches of a pattern there are.",
                c -> count(c, ""));
        f.define(
                "countMatchesCaseInsensitive",
                "text String, pattern String",
                "As countMatches, without regard to case.",
                c -> {
                    return count(c, "i");
                });
    }

    private static void extracts(FunctionRegistry.Builder f) {
        f.define(
                "extract",
                "text String, pattern String",
                "The first match of a pattern, or of its first group where it has one.",
                c -> Rendered.exact(
                        "regexp_extract(" + c.text(0) + ", " + pattern(c, 1) + ", " + Math.min(1, groups(c, 1))
                                + ", 's')",
                        Types.STRING));
        f.define(
                "regexpExtract",
                "text String, pattern String, group Int?",
                "A group of the first match of a pattern.",
                c -> {
                    int groups = groups(c, 1);
                    String group = c.size() > 2 ? c.integer(2) : groups > 0 ? "1" : "0";
                    return Rendered.exact(
                            "regexp_extract(" + c.text(0) + ", " + pattern(c, 1) + ", CAST(" + group
                                    + " AS INTEGER), 's')",
                            Types.STRING);
                });
        f.alias("regexpExtract", "REGEXP_EXTRACT", "REGEXP_SUBSTR");
        f.define(
                "extractAll",
                "text String, pattern String",
                "All matches of a pattern; of its first group where it has one.",
                c -> Rendered.exact(all(c, Math.min(1, groups(c, 1))), TEXTS));
        f.define("extractGroups", "text String, pattern String", "The groups of the first match of a pattern.", c -> {
            String groups = IntStream.rangeClosed(1, needed(c))
                    .mapToObj(g -> "regexp_extract(" + c.text(0) + ", " + pattern(c, 1) + ", " + g + ", 's')")
                    .collect(Collectors.joining(", ", "[", "]"));
            return Rendered.exact(
                    "CASE WHEN regexp_matches(" + c.text(0) + ", " + pattern(c, 1) + ", 's') THEN " + groups
                            + " ELSE CAST([] AS VARCHAR[]) END",
                    TEXTS);
        });
        f.define(
                "extractAllGroupsHorizontal",
                "text String, pattern String",
                "For each group an array of its matches.",
                c -> {
                    return Rendered.exact(
                            IntStream.rangeClosed(1, needed(c))
                                    .mapToObj(g -> all(c, g))
                                    .collect(Collectors.joining(", ", "[", "]")),
                            new ArrayType(TEXTS));
                });
        f.define(
                "extractAllGroupsVertical",
                "text String, pattern String",
                "For each match an array of its groups.",
                c -> {
                    String groups = IntStream.rangeClosed(1, needed(c))
                            .mapToObj(g -> "list_extract(" + all(c, g) + ", i)")
                            .collect(Collectors.joining(", ", "[", "]"));
                    return Rendered.exact(
                            "list_transform(range(1, len(" + all(c, 1) + ") + 1), lambda i: " + groups + ")",
                            new ArrayType(TEXTS));
                });
        f.alias("extractAllGroupsVertical", "extractAllGroups");
    }

    private static void replaces(FunctionRegistry.Builder f) {
        f.define(
                "replaceRegexpAll",
                "text String, pattern String, replacement String",
                "Each match of a pattern replaced; \\1 stands for a group.",
                c -> Rendered.exact(
                        "regexp_replace(" + c.text(0) + ", " + pattern(c, 1) + ", " + c.text(2) + ", 'gs')",
                        Types.STRING));
        f.alias("replaceRegexpAll", "REGEXP_REPLACE");
        f.define(
                "replaceRegexpOne",
                "text String, pattern String, replacement String",
                "The first match of a pattern replaced.",
                c -> Rendered.exact(
                        "regexp_replace(" + c.text(0) + ", " + pattern(c, 1) + ", " + c.text(2) + ", 's')",
                        Types.STRING));
    }

    private static void several(FunctionRegistry.Builder f) {
        f.define("multiMatchAny", "text String, patterns Array", "Whether any of several patterns fits.", c -> {
            return Rendered.condition("list_contains(" + fits(c) + ", true)");
        });
        f.define("multiMatchAnyIndex", "text String, patterns Array", "The number of a pattern that fits, or 0.", c -> {
            return Rendered.of("coalesce(list_position(" + fits(c) + ", true), 0)", Types.UINT64);
        });
        f.define("multiMatchAllIndices", "text String, patterns Array", "The numbers of all patterns that fit.", c -> {
            return Rendered.of(
                    "list_filter(range(1, len(" + c.sql(1) + ") + 1), lambda i: list_extract(" + fits(c) + ", i))",
                    new ArrayType(Types.UINT64));
        });
    }

    private static String fits(CallSite c) {
        return "list_transform(" + c.sql(1) + ", lambda n: regexp_matches(" + c.text(0) + ", n, 's'))";
    }

    private static Rendered count(CallSite c, String options) {
        String matches = "regexp_extract_all(" + c.text(0) + ", " + pattern(c, 1) + ", 0, 's" + options + "')";
        return Rendered.of("len(list_filter(" + matches + ", lambda m: m <> ''))", Types.UINT64);
    }

    private static String all(CallSite c, int group) {
        return "regexp_extract_all(" + c.text(0) + ", " + pattern(c, 1) + ", " + group + ", 's')";
    }

    /** A pattern; one that is written out is checked for what is surely wrong. */
    private static String pattern(CallSite c, int index) {
        return c.text(index);
    }

    /** How many groups a pattern has that is written out; 0 when it is not. */
    static int groups(CallSite c, int index) {
        return c.argument(index)
                .text()
                .map(t -> (int) GROUP.matcher(t)
                        .results()
                        .filter(m -> m.group(1) != null)
                        .count())
                .orElse(0);
    }

    private static int needed(CallSite c) {
        c.literal(1);
        int groups = groups(c, 1);
        if (groups == 0) {
            throw c.error("its pattern has no group such as (\\\\w+)");
        }
        return groups;
    }

    private static Rendered like(CallSite c, String operator, boolean negated) {
        String sql = "(" + c.text(0) + operator + c.text(1) + " ESCAPE '\\')";
        return Rendered.condition(negated ? "(NOT " + sql + ")" : sql);
    }
}
