package io.pipit.core.sql;

/** Writes names for the engine. */
final class SqlNames {
    private SqlNames() {}

    /** A name in double quotes, whatever it holds. */
    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
