package io.pipit.jobs.plan;

import io.pipit.core.block.Column;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.IntType;
import java.util.ArrayList;
import java.util.List;

/** What becomes of the columns of a table, in words. */
final class ColumnChanges {
    private final TableSpec before;
    private final TableSpec after;
    private final boolean forwarded;

    /** {@code forwarded}: a query makes the new rows of the old ones. */
    ColumnChanges(TableSpec before, TableSpec after, boolean forwarded) {
        this.before = before;
        this.after = after;
        this.forwarded = forwarded;
    }

    /** What is lost, or may be meant otherwise. */
    List<String> breaks() {
        List<String> breaks = new ArrayList<>();
        List<Column> dropped = missing(before, after);
        List<Column> added = missing(after, before);
        for (Column column : dropped) {
            if (!forwarded) {
                breaks.add("column '" + column.name() + "' is dropped with its values" + renamed(column, added)
                        + "; 'pipit deployment rollback' brings them back until the next deployment");
            }
        }
        for (Column column : after.columns()) {
            before.column(column.name())
                    .filter(was -> !was.type().equals(column.type()) && !forwarded)
                    .ifPresent(
                            was -> breaks.add(
                                    "column '" + column.name() + "' was " + was.type()
                                            + " and is cast to " + column.type()
                                            + (wraps(was.type(), column.type())
                                                    ? "; values that do not fit wrap around, as in the dialect, and FORWARD_QUERY can say otherwise"
                                                    : "; a row that cannot be cast ends the deployment, and FORWARD_QUERY can say otherwise")));
        }
        if (!forwarded) {
            added.stream()
                    .filter(column -> !column.defaultExpression().isEmpty()
                            && !column.jsonPath().isEmpty()
                            && column.absent().isEmpty())
                    .map(ColumnChanges::withoutDefault)
                    .forEach(breaks::add);
        }
        return breaks;
    }

    /** The same where the table of before takes the place of one that has taken events since. */
    List<String> takenBack() {
        List<String> breaks = new ArrayList<>();
        missing(after, before)
                .forEach(column -> breaks.add("column '" + column.name()
                        + "' has its values of before; events that were accepted without it hold its default"));
        missing(before, after)
                .forEach(column -> breaks.add("column '" + column.name() + "' goes, with its values of events since"));
        return breaks;
    }

    /** Whether there are integers of one type that the other does not have. */
    private static boolean wraps(DataType from, DataType to) {
        return from.bare() instanceof IntType was
                && to.bare() instanceof IntType is
                && (was.signed() && !is.signed()
                        || is.bits() - (is.signed() ? 1 : 0) < was.bits() - (was.signed() ? 1 : 0));
    }

    private static String withoutDefault(Column added) {
        return "column '" + added.name()
                + "' has its DEFAULT in new rows only; to give it to those that are there, write"
                + " FORWARD_QUERY > SELECT *, " + added.defaultExpression() + " AS " + added.name();
    }

    private static String renamed(Column dropped, List<Column> added) {
        return added.stream()
                .filter(column -> column.type().equals(dropped.type()))
                .findFirst()
                .map(column -> "; if '" + column.name() + "' is its new name, write FORWARD_QUERY > SELECT *, "
                        + dropped.name() + " AS " + column.name())
                .orElse("");
    }

    private static List<Column> missing(TableSpec of, TableSpec in) {
        return of.columns().stream()
                .filter(column -> in.column(column.name()).isEmpty())
                .toList();
    }
}
