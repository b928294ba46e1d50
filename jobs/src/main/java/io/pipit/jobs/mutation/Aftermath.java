package io.pipit.jobs.mutation;

import io.pipit.batch.mutate.Cascade;
import io.pipit.batch.mutate.ChangeCommit;
import io.pipit.batch.mutate.MutateSpec.Views;
import io.pipit.core.error.Counted;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.project.Plan;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a change of rows has left that failed for good. A table and those of its views are a commit each, so the rows may be changed
 * although the views are not.
 *
 * @param tookPlace whether the table has the change
 * @param text what there is, and how to go on
 */
public record Aftermath(boolean tookPlace, String text) {
    private static final Aftermath NOTHING = new Aftermath(false, "Nothing was changed.");

    static Aftermath of(Lake lake, Plan plan, RowChange change) {
        Aftermath left = of(lake, plan, change.table(), change.id(), change.views());
        RowChange.StagedRows staged = change.source().staged();
        boolean quarantined = staged != null && staged.quarantined() > 0;
        return left.equals(NOTHING) && quarantined ? quarantined(change.table(), staged.quarantined()) : left;
    }

    /** As the lake says of the change of this id. */
    public static Aftermath of(Lake lake, Plan plan, String table, String id, Views follow) {
        Predicate<String> done = name -> lake.find(name)
                .filter(held -> ChangeCommit.done(name, id, held.refresh().coverage()))
                .isPresent();
        try {
            return done.test(table)
                    ? new Aftermath(
                            true,
                            "The rows of '" + table + "' were changed."
                                    + (follow == Views.FOLLOW ? views(Cascade.targets(plan, table), done) : ""))
                    : NOTHING;
        } catch (PipitException e) {
            return new Aftermath(
                    false,
                    "Whether rows were changed is not known, since the lake does not answer: look whether the newest line of"
                            + " 'pipit history " + table + "' is change:" + id
                            + " before you do it again.");
        }
    }

    /** They went there before the others were to be committed; the same file would bring them once more. */
    private static Aftermath quarantined(String table, long rows) {
        return new Aftermath(
                false,
                "No row of '" + table + "' was changed; " + Counted.of(rows, "row")
                        + " of the file that did not fit went to the quarantine, and would come there again with it: see"
                        + " 'pipit quarantine show " + table + "' and 'pipit quarantine drop'.");
    }

    private static String views(List<String> targets, Predicate<String> done) {
        List<String> former = targets.stream().filter(done.negate()).toList();
        if (former.isEmpty()) {
            return targets.isEmpty() ? "" : " All its views have followed.";
        }
        List<String> anew = targets.stream().filter(done).toList();
        return (anew.isEmpty() ? "" : " Its views into " + String.join(", ", anew) + " have followed.")
                + " Its views into " + String.join(", ", former)
                + " may have what they had; the same once more would not change them. Make them anew: "
                + former.stream()
                        .map(target -> "'pipit materialization populate " + target + " --truncate'")
                        .collect(Collectors.joining(", "))
                + ".";
    }
}
