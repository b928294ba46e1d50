package io.pipit.core.sql.function;

/** The value that keys and positions (from 1, or from -1 at the end) lead to. */
final class JsonPaths {
    private JsonPaths() {}

    /** The value as text; NULL where there is none. A text that is not JSON is an error for the engine, and a missing value here. */
    static String text(CallSite c, int until, boolean folded) {
        if (java(c, until, folded)) {
            return "pipit_text('jsonText', " + steps(c, until, folded) + ")";
        }
        return "TRY(json_extract_string(" + c.text(0) + ", " + path(c, until) + "))";
    }

    /** The value as JSON text; NULL where there is none. */
    static String raw(CallSite c, int until, boolean folded) {
        if (java(c, until, folded)) {
            return steps(c, until, folded);
        }
        return "CAST(TRY(json_extract(" + c.text(0) + ", " + path(c, until) + ")) AS VARCHAR)";
    }

    /** Positions count members of objects too, which the engine's own paths cannot, and a key that is a star stands for all members there. */
    private static boolean java(CallSite c, int until, boolean folded) {
        boolean special = folded;
        for (int i = 1; i < until; i++) {
            Rendered key = c.argument(i);
            special |= !Types.text(key.type()) || key.text().filter("*"::equals).isPresent();
        }
        return special;
    }

    private static String steps(CallSite c, int until, boolean folded) {
        StringBuilder sql = new StringBuilder("pipit_text('jsonAt")
                .append(folded ? "Folded" : "")
                .append("', ")
                .append(c.text(0));
        for (int i = 1; i < until; i++) {
            Rendered key = c.argument(i);
            sql.append(", ")
                    .append(
                            Types.text(key.type())
                                    ? "'k' || " + key.sql()
                                    : "'#' || CAST(" + key.number() + " AS VARCHAR)");
        }
        return sql.append(")").toString();
    }

    private static String path(CallSite c, int until) {
        StringBuilder constant = new StringBuilder("$");
        StringBuilder dynamic = new StringBuilder();
        for (int i = 1; i < until; i++) {
            Rendered key = c.argument(i);
            if (key.text().isPresent()) {
                constant.append(".\"")
                        .append(key.text().get().replace("\"", "\\\""))
                        .append('"');
            } else {
                dynamic.append(dynamic.isEmpty() ? "" : " || ").append(SqlText.string(constant.toString()));
                dynamic.append(" || '.\"' || replace(").append(key.sql()).append(", '\"', '\\\"') || '\"'");
                constant.setLength(0);
            }
        }
        if (dynamic.isEmpty()) {
            return SqlText.string(constant.toString());
        }
        return "(" + dynamic + (constant.isEmpty() ? "" : " || " + SqlText.string(constant.toString())) + ")";
    }
}
