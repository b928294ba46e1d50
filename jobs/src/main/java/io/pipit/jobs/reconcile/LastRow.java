package io.pipit.jobs.reconcile;

import io.pipit.jobs.reconcile.compare.Entry;

/** The row after which a filling goes on, as a text. */
final class LastRow {
    private LastRow() {}

    static String text(Entry row) {
        return row.timeMicros() + " " + row.id();
    }

    /** Nothing (null) for the empty text: from the beginning. */
    static Entry of(String text) {
        int space = text.indexOf(' ');
        return space < 0 ? null : new Entry(text.substring(space + 1), Long.parseLong(text.substring(0, space)), "");
    }
}
