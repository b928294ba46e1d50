package io.pipit.jobs.maintenance;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The kinds of maintenance. */
public enum MaintenanceTask {
    /** Small files become few. */
    COMPACT,
    /** Old snapshots are forgotten. */
    EXPIRE,
    /** Files that nothing names are deleted. */
    ORPHANS,
    /** Records that nobody needs are dropped from Kafka. */
    TRIM;

    /** As written in files, commands and addresses. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All labels. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(MaintenanceTask::label).toList();
    }

    /**
     * The task of a label.
     *
     * @throws PipitException {@code UNKNOWN_RESOURCE} with the nearest label
     */
    public static MaintenanceTask of(String label) {
        return Arrays.stream(values())
                .filter(task -> task.label().equals(label.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new PipitException(
                        ErrorCode.UNKNOWN_RESOURCE,
                        "There is no maintenance '" + label + "'." + NearestName.hint(label, labels()) + " There are "
                                + String.join(", ", labels()) + "."));
    }
}
