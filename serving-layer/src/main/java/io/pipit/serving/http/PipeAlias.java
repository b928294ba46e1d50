package io.pipit.serving.http;

/** In a query over an endpoint's result, {@code _} stands for the endpoint. */
final class PipeAlias {
    private PipeAlias() {}

    /** The text with every {@code _} that is a name of its own, outside of quotes, replaced by the pipe. */
    static String replace(String sql, String pipe) {
        StringBuilder out = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < sql.length(); i++) {
            char c = sql.charAt(i);
            if (quote != 0) {
                out.append(c);
                if (c == '\\' && i + 1 < sql.length()) {
                    out.append(sql.charAt(++i));
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (c == '\'' || c == '"' || c == '`') {
                quote = c;
                out.append(c);
            } else if (c == '_' && !inName(sql, i - 1) && !inName(sql, i + 1)) {
                out.append(pipe);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static boolean inName(String sql, int index) {
        return index >= 0 && index < sql.length() && Character.isJavaIdentifierPart(sql.charAt(index));
    }
}
