package io.pipit.serving.http;

import io.pipit.serving.format.OutputFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query text without its trailing {@code FORMAT} clause.
 *
 * @param sql the query
 * @param format the named format, if there was a clause
 */
record FormatClause(String sql, Optional<OutputFormat> format) {
    private static final Pattern CLAUSE =
            Pattern.compile("\\bFORMAT\\s+(\\w+)\\s*;?\\s*$", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    private static final Pattern END = Pattern.compile(";\\s*$");

    static FormatClause of(String text) {
        Matcher clause = CLAUSE.matcher(text);
        if (clause.find()) {
            return new FormatClause(
                    text.substring(0, clause.start()), Optional.of(OutputFormat.named(clause.group(1))));
        }
        return new FormatClause(END.matcher(text).replaceFirst(""), Optional.empty());
    }
}
