package io.pipit.serving.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query text without its trailing {@code AS OF} clause.
 *
 * @param sql the query
 * @param when the time or the id of a snapshot, or the empty text
 */
record AsOfClause(String sql, String when) {
    private static final Pattern CLAUSE = Pattern.compile(
            "\\bAS\\s+OF\\s+(?:'([^']*)'|(\\d+))\\s*$", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    static AsOfClause of(String text, String given) {
        Matcher clause = CLAUSE.matcher(text);
        if (!clause.find()) {
            return new AsOfClause(text, given);
        }
        return new AsOfClause(
                text.substring(0, clause.start()), clause.group(1) != null ? clause.group(1) : clause.group(2));
    }
}
