package io.pipit.jobs.reconcile.job;

import io.pipit.core.error.Counted;
import io.pipit.jobs.reconcile.compare.Findings.Kind;
import io.pipit.jobs.reconcile.source.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was found, for people. */
final class FoundText {
    private static final int LISTED = 20;
    private static final List<Kind> BOTH_WAYS = List.of(Kind.EXTRA, Kind.DUPLICATED, Kind.DIFFERING);

    private FoundText() {}

    /** Some lines, with the first ids of each kind. */
    static List<String> of(ReconcileOutcome found, boolean bothWays) {
        StringBuilder first = new StringBuilder(Counted.grouped(found.compared(), "row") + " compared, "
                + number(found.count(Kind.MISSING)) + " missing" + seenOnce(found, Kind.MISSING));
        if (bothWays) {
            BOTH_WAYS.forEach(kind -> first.append(", ")
                    .append(number(found.count(kind)))
                    .append(' ')
                    .append(words(kind))
                    .append(kind == Kind.DIFFERING ? seenOnce(found, kind) : ""));
        }
        List<String> lines = new ArrayList<>(List.of(first.toString()));
        if (found.count(Kind.PENDING) > 0) {
            lines.add(number(found.count(Kind.PENDING)) + " pending: from " + Times.instant(found.youngMicros())
                    + " on, too young to be called missing");
        }
        list(found, Kind.MISSING, lines);
        BOTH_WAYS.forEach(kind -> list(found, kind, lines));
        if (!found.notCompared().isEmpty()) {
            lines.add("Contents not compared: " + String.join(", ", found.notCompared()));
        }
        return lines;
    }

    /** More than can be looked at once more: some of them may have come while the comparison went on. */
    private static String seenOnce(ReconcileOutcome found, Kind kind) {
        return found.all(kind) ? "" : " (at one look)";
    }

    private static void list(ReconcileOutcome found, Kind kind, List<String> lines) {
        long count = found.count(kind);
        if (count > 0) {
            lines.add("Rows " + words(kind) + ":");
            found.ids(kind).stream().limit(LISTED).forEach(id -> lines.add("  " + id));
            if (count > LISTED) {
                lines.add("  … and " + number(count - LISTED) + " more");
            }
        }
    }

    private static String words(Kind kind) {
        return switch (kind) {
            case MISSING -> "missing";
            case PENDING -> "pending";
            case EXTRA -> "not in the database";
            case DUPLICATED -> "shown more than once";
            case DIFFERING -> "with other contents";
        };
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
