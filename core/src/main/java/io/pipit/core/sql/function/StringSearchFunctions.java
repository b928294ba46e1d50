package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType.ArrayType;

/** Searching for texts in texts. Positions count from 1, in bytes unless the name says UTF8; 0 means not found. */
final class StringSearchFunctions implements FunctionRegistry.Family {
    @Override
    public void register(FunctionRegistry.Builder f) {
        edges(f);
        positions(f);
        f.define("hasToken", "text String, word String", "Whether a word stands in a text.", c -> token(c, false));
        f.define("hasTokenCaseInsensitive", "text String, word String", "As hasToken, without regard to case.", c -> {
            return token(c, true);
        });
        for (String utf : new String[] {"", "UTF8"}) {
            f.define(
                    "hasSubsequence" + utf,
                    "text String, part String",
                    "Whether the characters of a text stand in another in order.",
                    c -> Rendered.condition("(pipit_text('subsequence', " + c.text(0) + ", " + c.text(1) + ") = '1')"));
            f.define(
                    "hasSubsequenceCaseInsensitive" + utf,
                    "text String, part String",
                    "As hasSubsequence, without regard to case.",
                    c -> Rendered.condition(
                            "(pipit_text('subsequence', lower(" + c.text(0) + "), lower(" + c.text(1) + ")) = '1')"));
        }
        for (boolean insensitive : new boolean[] {false, true}) {
            for (boolean characters : new boolean[] {false, true}) {
                needles(f, insensitive, characters);
            }
        }
    }

    private static void edges(FunctionRegistry.Builder f) {
        f.define("startsWith", "text Any, start Any", "Whether a text or an array starts with another.", c -> {
            if (Types.array(c.type(0))) {
                return Rendered.condition("(list_slice(" + c.sql(0) + ", 1, len(" + c.sql(1) + ")) = " + same(c) + ")");
            }
            return Rendered.condition("starts_with(" + c.text(0) + ", " + c.text(1) + ")");
        });
        f.alias("startsWith", "startsWithUTF8");
        f.define("endsWith", "text Any, end Any", "Whether a text or an array ends with another.", c -> {
            if (Types.array(c.type(0))) {
                String from = "len(" + c.sql(0) + ") - len(" + c.sql(1) + ") + 1";
                return Rendered.condition(
                        "(list_slice(" + c.sql(0) + ", " + from + ", len(" + c.sql(0) + ")) = " + same(c) + ")");
            }
            return Rendered.condition("ends_with(" + c.text(0) + ", " + c.text(1) + ")");
        });
        f.alias("endsWith", "endsWithUTF8");
        f.define(
                "startsWithCaseInsensitive",
                "text String, start String",
                "As startsWith, without regard to case.",
                c -> {
                    return Rendered.condition("starts_with(lower(" + c.text(0) + "), lower(" + c.text(1) + "))");
                });
        f.alias("startsWithCaseInsensitive", "startsWithCaseInsensitiveUTF8");
        f.define("endsWithCaseInsensitive", "text String, end String", "As endsWith, without regard to case.", c -> {
            return Rendered.condition("ends_with(lower(" + c.text(0) + "), lower(" + c.text(1) + "))");
        });
        f.alias("endsWithCaseInsensitive", "endsWithCaseInsensitiveUTF8");
    }

    private static String same(CallSite c) {
        return SqlText.cast(c.sql(1), c.type(0));
    }

    private static void positions(FunctionRegistry.Builder f) {
        String signature = "text String, part String, start Int?";
        f.define("position", signature, "Where a text stands in another.", c -> position(c, 0, 1, false, false));
        f.define("positionUTF8", signature, "Where a text stands in another, in characters.", c -> {
            return position(c, 0, 1, false, true);
        });
        f.define("positionCaseInsensitive", signature, "As position, without regard to the case of a to z.", c -> {
            return position(c, 0, 1, true, false);
        });
        f.alias("positionCaseInsensitive", "instr");
        f.define("positionCaseInsensitiveUTF8", signature, "As positionUTF8, without regard to case.", c -> {
            return position(c, 0, 1, true, true);
        });
        f.define("locate", "part String, text String, start Int?", "As position, with the part first.", c -> {
            return position(c, 1, 0, false, false);
        });
        for (String suffix : new String[] {"", "CaseInsensitive", "CaseInsensitiveUTF8"}) {
            f.define("countSubstrings" + suffix, signature, "How often a text stands in another.", c -> {
                String fold =
                        suffix.endsWith("UTF8") ? "lower(%s)" : suffix.isEmpty() ? "%s" : "pipit_text('lower', %s)";
                String start = c.size() > 2 ? ", CAST(" + c.integer(2) + " AS VARCHAR)" : "";
                return Rendered.of(
                        "pipit_hash('countSubstrings', " + String.format(java.util.Locale.ROOT, fold, c.text(0)) + ", "
                                + String.format(java.util.Locale.ROOT, fold, c.text(1)) + start + ")",
                        Types.UINT64);
            });
        }
    }

    private static Rendered position(CallSite c, int text, int part, boolean insensitive, boolean characters) {
        String haystack = folded(c.text(text), insensitive);
        String needle = folded(c.text(part), insensitive);
        String exact =
                "pipit_hash('position', '" + (insensitive ? "i" : "") + (characters ? "u" : "") + "', " + c.text(text)
                        + ", " + c.text(part) + (c.size() > 2 ? ", CAST(" + c.integer(2) + " AS VARCHAR)" : "") + ")";
        if (c.size() > 2) {
            return Rendered.of(exact, Types.UINT64);
        }
        String fast = "strpos(" + haystack + ", " + needle + ")";
        return Rendered.of(characters ? fast : Ascii.choose(c.argument(text), fast, exact), Types.UINT64);
    }

    private static Rendered token(CallSite c, boolean insensitive) {
        return Rendered.condition("list_contains(regexp_extract_all(" + folded(c.text(0), insensitive) + ", "
                + SplitFunctions.WORD + "), " + folded(c.text(1), insensitive) + ")");
    }

    private static void needles(FunctionRegistry.Builder f, boolean insensitive, boolean characters) {
        String suffix = (insensitive ? "CaseInsensitive" : "") + (characters ? "UTF8" : "");
        String signature = "text String, parts Array";
        f.define("multiSearchAny" + suffix, signature, "Whether any of several texts stands in a text.", c -> {
            return Rendered.condition("list_contains(" + found(c, insensitive) + ", true)");
        });
        f.define(
                "multiSearchFirstIndex" + suffix,
                signature,
                "The number, from 1, of the first of several texts that stands in a text, or 0.",
                c -> Rendered.of("coalesce(list_position(" + found(c, insensitive) + ", true), 0)", Types.UINT64));
        f.define(
                "multiSearchFirstPosition" + suffix,
                signature,
                "The first position of any of several texts, or 0.",
                c -> {
                    return Rendered.of(
                            "coalesce(list_min(list_filter(" + positions(c, insensitive, characters)
                                    + ", lambda p: p > 0)), 0)",
                            Types.UINT64);
                });
        f.define("multiSearchAllPositions" + suffix, signature, "The position of each of several texts.", c -> {
            return Rendered.of(positions(c, insensitive, characters), new ArrayType(Types.UINT64));
        });
    }

    private static String positions(CallSite c, boolean insensitive, boolean characters) {
        String fast = "strpos(" + folded(c.text(0), insensitive) + ", " + folded("n", insensitive) + ")";
        String exact =
                "pipit_hash('position', '" + (insensitive ? "i" : "") + "', " + c.text(0) + ", CAST(n AS VARCHAR))";
        return "list_transform(" + c.sql(1) + ", lambda n: "
                + (characters ? fast : Ascii.choose(c.argument(0), fast, exact)) + ")";
    }

    private static String found(CallSite c, boolean insensitive) {
        return "list_transform(" + c.sql(1) + ", lambda n: contains(" + folded(c.text(0), insensitive) + ", "
                + folded("n", insensitive) + "))";
    }

    private static String folded(String text, boolean insensitive) {
        return insensitive ? "lower(" + text + ")" : text;
    }
}
