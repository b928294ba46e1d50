package io.pipit.core.project.datafile;

/** Makes no-break blanks in SQL plain, except inside quotes, where they belong to a value. */
final class SqlBlanks {
    private SqlBlanks() {}

    static String plain(String sql) {
        if (sql.chars().noneMatch(c -> SourceLines.oddBlank((char) c))) {
            return sql;
        }
        StringBuilder out = new StringBuilder(sql);
        int i = 0;
        while (i < sql.length()) {
            char c = sql.charAt(i);
            if (c == '\'' || c == '"' || c == '`') {
                i = afterQuote(sql, i);
            } else if (sql.startsWith("--", i)) {
                i = after(sql, "\n", i);
            } else if (sql.startsWith("/*", i)) {
                i = after(sql, "*/", i);
            } else {
                if (SourceLines.oddBlank(c)) {
                    out.setCharAt(i, ' ');
                }
                i++;
            }
        }
        return out.toString();
    }

    private static int afterQuote(String sql, int start) {
        char quote = sql.charAt(start);
        for (int i = start + 1; i < sql.length(); i++) {
            if (sql.charAt(i) == '\\') {
                i++;
            } else if (sql.charAt(i) == quote) {
                return i + 1;
            }
        }
        return sql.length();
    }

    private static int after(String sql, String end, int from) {
        int found = sql.indexOf(end, from);
        return found < 0 ? sql.length() : found + end.length();
    }
}
