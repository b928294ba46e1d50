package io.pipit.jobs.mutation;

import io.pipit.batch.mutate.Cascade;
import io.pipit.batch.mutate.MutateSpec.Views;
import io.pipit.core.error.Counted;
import io.pipit.core.project.Plan;
import io.pipit.jobs.mutation.RowChange.Kind;
import java.util.List;
import java.util.stream.Collectors;

/** What there is to say of a change that was done: which rows were left out, and what views did. */
final class ChangeNotes {
    private final Plan plan;
    private final RowChange change;

    ChangeNotes(Plan plan, RowChange change) {
        this.plan = plan;
        this.change = change;
    }

    /** The text; empty for nothing. */
    String of(ChangeAttempt.Done done) {
        return change.kind() == Kind.ROLLBACK
                ? rolledBack(done)
                : (note(change.source().staged()) + left() + followed()).strip();
    }

    private String rolledBack(ChangeAttempt.Done done) {
        String edge = done.edge().position().toText();
        return "Rows that were committed since then"
                + (edge.isEmpty() ? "" : ", up to the position " + edge + ",")
                + " have left this table and do not come back by themselves; what arrives "
                + (edge.isEmpty() ? "later" : "beyond it")
                + " goes on." + (change.views() == Views.FOLLOW ? followed() : kept());
    }

    /** Whose views keep rows that are gone has to know how that is avoided: a copy that runs again counts twice there. */
    private String kept() {
        List<String> targets = Cascade.targets(plan, change.table());
        if (targets.isEmpty()) {
            return "";
        }
        return " Its views (into " + String.join(", ", targets) + ") keep what they have counted; "
                + Cascade.obstacle(plan, change.table())
                        .map(why -> "they cannot follow: " + why + ".")
                        .orElse("with --cascade (HTTP: cascade=true) they follow.");
    }

    /** Views follow rows of files where they can; where they cannot, whoever brought them has to know. */
    private String left() {
        boolean came = change.kind() == Kind.REPLACE || change.kind() == Kind.APPEND;
        if (!came || change.views() == Views.FOLLOW) {
            return "";
        }
        return Cascade.obstacle(plan, change.table())
                .map(why -> " The views of '" + change.table() + "' (into "
                        + String.join(", ", Cascade.targets(plan, change.table()))
                        + ") could not follow and keep what they have counted: " + why + ".")
                .orElse("");
    }

    /** How views have followed. */
    private String followed() {
        if (change.views() != Views.FOLLOW) {
            return "";
        }
        return Cascade.ways(plan, change.table()).entrySet().stream()
                .map(way -> " In '" + way.getKey() + "', " + way.getValue().text() + ", were made anew.")
                .collect(Collectors.joining());
    }

    private static String note(RowChange.StagedRows staged) {
        return staged == null || staged.leftOut() == 0
                ? ""
                : Counted.of(
                        staged.leftOut(),
                        "row of the file was left out: the condition is not true for it.",
                        "rows of the file were left out: the condition is not true for them.");
    }
}
