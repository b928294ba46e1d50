package io.pipit.core.sql.function;

import java.util.Optional;

/** Parts of texts, and parts replaced. */
final class SubstringFunctions implements FunctionRegistry.Family {
    @Override
    public void register(FunctionRegistry.Builder f) {
        f.define(
                "substring",
                "text String, offset Int, length Int?",
                "A part from a byte, counted from 1; a negative offset counts from the end, a negative length leaves out that many.",
                c -> substring(c, false));
        f.alias("substring", "substr", "mid", "byteSlice");
        f.define("substringUTF8", "text String, offset Int, length Int?", "A part from a character.", c -> {
            return substring(c, true);
        });
        side(f, "left", false);
        side(f, "leftUTF8", true);
        side(f, "right", false);
        side(f, "rightUTF8", true);
        for (String utf : new String[] {"", "UTF8"}) {
            f.define(
                    "substringIndex" + utf,
                    "text String, delimiter String, count Int",
                    "What stands before so many occurrences of a text; after them, from the end, when negative.",
                    c -> text("pipit_text('substringIndex', " + c.text(0) + ", " + c.text(1) + ", CAST(" + c.integer(2)
                            + " AS VARCHAR))"));
            f.define(
                    "overlay" + utf,
                    "text String, replacement String, offset Int, length Int?",
                    "With a part replaced.",
                    c -> text("pipit_text('overlay', '" + utf + "', " + c.text(0) + ", " + c.text(1) + ", CAST("
                            + c.integer(2) + " AS VARCHAR)"
                            + (c.size() > 3 ? ", CAST(" + c.integer(3) + " AS VARCHAR)" : "") + ")"));
        }
        f.alias("substringIndex", "SUBSTRING_INDEX");
        replaces(f);
    }

    private static Rendered text(String sql) {
        return Rendered.exact(sql, Types.STRING);
    }

    private static Rendered substring(CallSite c, boolean characters) {
        Optional<Integer> offset = c.argument(1).integer();
        Optional<Integer> length = c.size() > 2 ? c.argument(2).integer() : Optional.of(0);
        String count = c.size() > 2 ? ", " + c.integer(2) : "";
        String condition = "";
        if (offset.isEmpty()) {
            condition = c.integer(1) + " <> 0";
        }
        if (length.isEmpty()) {
            condition += (condition.isEmpty() ? "" : " AND ") + c.integer(2) + " >= 0";
        }
        String fast = "substring(" + c.text(0) + ", " + c.integer(1) + count + ")";
        String exact = "pipit_text('substring', '" + (characters ? "UTF8" : "") + "', " + c.text(0) + ", CAST("
                + c.integer(1) + " AS VARCHAR)" + (c.size() > 2 ? ", CAST(" + c.integer(2) + " AS VARCHAR)" : "") + ")";
        boolean odd = offset.filter(o -> o == 0).isPresent()
                || length.filter(l -> l < 0).isPresent();
        if (odd) {
            return text(exact);
        } else if (characters) {
            return text(
                    condition.isEmpty()
                            ? fast
                            : "CASE WHEN " + condition + " THEN " + fast + " ELSE " + exact + " END");
        }
        return text(Ascii.choose(c.argument(0), fast, exact, condition));
    }

    private static void side(FunctionRegistry.Builder f, String name, boolean characters) {
        String unit = characters ? "characters" : "bytes";
        String which = name.startsWith("left") ? "first " : "last ";
        String doc = "The " + which + unit + "; a negative length leaves out that many.";
        f.define(name, "text String, length Int", doc, c -> {
            String fast =
                    name.substring(0, name.startsWith("left") ? 4 : 5) + "(" + c.text(0) + ", " + c.integer(1) + ")";
            String exact =
                    "pipit_text('side', '" + name + "', " + c.text(0) + ", CAST(" + c.integer(1) + " AS VARCHAR))";
            return text(characters ? fast : Ascii.choose(c.argument(0), fast, exact));
        });
    }

    private static void replaces(FunctionRegistry.Builder f) {
        f.define(
                "replaceAll",
                "text String, part String, replacement String",
                "Each occurrence of a text replaced.",
                c -> {
                    return text("replace(" + c.text(0) + ", " + c.text(1) + ", " + c.text(2) + ")");
                });
        f.alias("replaceAll", "replace");
        f.define("replaceOne", "text String, part String, replacement String", "The first occurrence replaced.", c -> {
            String t = c.text(0);
            String part = c.text(1);
            String at = "strpos(" + t + ", " + part + ")";
            return text("CASE WHEN " + at + " > 0 AND " + part + " <> '' THEN left(" + t + ", " + at + " - 1) || "
                    + c.text(2) + " || substr(" + t + ", " + at + " + length(" + part + ")) ELSE " + t + " END");
        });
        f.define("translate", "text String, from String, to String", "Characters replaced one for one.", c -> {
            return text("translate(" + c.text(0) + ", " + c.text(1) + ", " + c.text(2) + ")");
        });
        f.alias("translate", "translateUTF8");
    }
}
