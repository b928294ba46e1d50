package io.pipit.core.sql.function;

/** Patterns with {} for the next value, {1} for a value by its number, and {{ }} for braces. */
final class StringFormat {
    private StringFormat() {}

    static Rendered format(CallSite c) {
        String pattern = c.literal(0);
        StringBuilder sql = new StringBuilder("(");
        StringBuilder plain = new StringBuilder();
        int next = 0;
        for (int i = 0; i < pattern.length(); i++) {
            char ch = pattern.charAt(i);
            boolean twice = i + 1 < pattern.length() && pattern.charAt(i + 1) == ch;
            if ((ch == '{' || ch == '}') && twice) {
                plain.append(ch);
                i++;
            } else if (ch == '{') {
                int end = pattern.indexOf('}', i);
                String number = end < 0 ? "x" : pattern.substring(i + 1, end);
                if (!number.matches("[0-9]{0,4}")) {
                    throw c.error("its pattern has a '{' that is neither {} nor {0}; write {{ for a brace");
                }
                int index = number.isEmpty() ? next++ : Integer.parseInt(number);
                if (index + 1 >= c.size()) {
                    throw c.error("its pattern names argument " + index + ", which is not there");
                }
                sql.append(SqlText.string(plain.toString()))
                        .append(" || ")
                        .append(c.text(index + 1))
                        .append(" || ");
                plain.setLength(0);
                i = end;
            } else if (ch == '}') {
                throw c.error("its pattern has a '}' without '{'; write }} for a brace");
            } else {
                plain.append(ch);
            }
        }
        return Rendered.exact(
                sql.append(SqlText.string(plain.toString())).append(")").toString(), Types.STRING);
    }
}
