package io.pipit.jobs.reconcile.source;

import io.pipit.jobs.reconcile.compare.Range;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Statements of PostgreSQL: all aggregates are made there, and conditions are on the bare time so that its index is used. */
final class SourceSql {
    private final SourceColumns columns;
    private final String hashed;

    /**
     * Over these columns.
     *
     * @param contents what is compared besides the ids; empty for nothing
     */
    SourceSql(SourceColumns columns, List<Canonical> contents) {
        this.columns = columns;
        this.hashed = contents.stream().map(Canonical::source).collect(Collectors.joining(" || '|' || ", "", ""));
    }

    /** Number, rows and sum of hashes of the parts of a range. */
    String sums(Range range, long widthMicros) {
        return "SELECT (" + micros() + " - " + range.fromMicros() + ") / " + widthMicros + " AS part, count(*), sum("
                + hash(id() + (hashed.isEmpty() ? "" : " || '|' || " + hashed)) + ")::text FROM " + columns.from()
                + " WHERE " + within(range) + " GROUP BY 1";
    }

    /** Id, time and hash of contents of the rows of a range. */
    String entries(Range range) {
        return "SELECT " + id() + ", " + micros() + ", " + (hashed.isEmpty() ? "''" : hash(hashed) + "::text")
                + " FROM " + columns.from() + " WHERE " + within(range);
    }

    /** The hash of a row's contents, with a comma before it; the empty text where only ids are compared. */
    String contents() {
        return hashed.isEmpty() ? "" : ", " + hash(hashed) + "::text";
    }

    private String id() {
        return "(" + columns.id().sql() + ")::text";
    }

    private String micros() {
        return "(extract(epoch from " + columns.time().sql() + ") * 1000000)::bigint";
    }

    private static String hash(String text) {
        return "('x' || substr(md5(" + text + "), 1, 15))::bit(60)::bigint";
    }

    String within(Range range) {
        String time = columns.time().sql();
        String condition = time + " >= " + time(range.fromMicros()) + " AND " + time + " < " + time(range.toMicros());
        if (range.shares() > 1) {
            int digits = Integer.toHexString(range.shares() - 1).length();
            condition += " AND substr(md5(" + id() + "), 1, " + digits + ") = '"
                    + String.format(Locale.ROOT, "%0" + digits + "x", range.share()) + "'";
        }
        return condition;
    }

    private static String time(long micros) {
        return "timestamptz '" + Times.text(micros) + "+00'";
    }
}
