package io.pipit.jobs.mutation;

import io.pipit.batch.mutate.Cascade;
import io.pipit.batch.mutate.MutateSpec.Views;
import io.pipit.batch.mutate.ViewCheck;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** What a comparison of views with their data source says. */
final class ViewFindings {
    private ViewFindings() {}

    /**
     * Refuses a data source whose views cannot be compared.
     *
     * @throws PipitException {@code INVALID_PARAMETER} with the reason
     */
    static void check(Plan plan, String table) {
        Cascade.obstacle(plan, table).ifPresent(why -> {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "The views of '" + table + "' cannot be compared with it: " + why + ". Leave --views out.");
        });
    }

    /** Rows that differ as those that went, targets that were compared as those that came, and a line for each target. */
    static RowChange.Result result(Plan plan, RowChange change, SortedMap<String, Long> differing) {
        String lines = differing.entrySet().stream()
                .map(found -> found.getKey() + ": " + text(plan, change, found))
                .collect(Collectors.joining("\n"));
        long rows =
                differing.values().stream().filter(n -> n > 0).mapToLong(n -> n).sum();
        long views = differing.values().stream()
                .filter(n -> n != ViewCheck.NOT_COMPARED)
                .count();
        return new RowChange.Result(rows, views, 0, "", lines);
    }

    private static String text(Plan plan, RowChange change, Map.Entry<String, Long> found) {
        if (found.getValue() == ViewCheck.NOT_COMPARED) {
            return "not compared, since "
                    + ViewCheck.obstacle(plan, change.table(), found.getKey()).orElse("it changes");
        }
        if (found.getValue() == 0) {
            return "as its SQL gives it";
        }
        return Counted.grouped(found.getValue(), "row differs", "rows differ")
                + (change.views() == Views.FOLLOW
                        ? (found.getValue() == 1 ? "; it was made anew" : "; they were made anew")
                        : "");
    }
}
