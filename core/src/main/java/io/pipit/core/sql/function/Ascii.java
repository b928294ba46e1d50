package io.pipit.core.sql.function;

/** Chooses between what the engine does on characters and what is exact on bytes: on ASCII both are the same. */
final class Ascii {
    private static final int LONG = 300;

    private Ascii() {}

    /** The fast text for ASCII and the exact one for all else; a long argument is not repeated. */
    static String choose(Rendered text, String fast, String exact) {
        return choose(text, fast, exact, "");
    }

    /** As above, where the fast text also needs a condition such as {@code n >= 0}. */
    static String choose(Rendered text, String fast, String exact, String condition) {
        boolean plain =
                text.text().filter(t -> t.chars().allMatch(c -> c < 128)).isPresent();
        if (plain && condition.isEmpty()) {
            return fast;
        } else if (text.sql().length() > LONG || text.text().isPresent()) {
            return exact;
        }
        String sql = text.sql();
        return "CASE WHEN strlen(" + sql + ") = length(" + sql + ")" + (condition.isEmpty() ? "" : " AND " + condition)
                + " THEN " + fast + " ELSE " + exact + " END";
    }
}
