package io.pipit.core.lake;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Finds the snapshot that somebody means: by its id, or by a time at which it was the newest. */
public final class SnapshotPick {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int LONGEST_ID = 20;

    private SnapshotPick() {}

    /**
     * The snapshot.
     *
     * @param history newest first
     * @param text an id, or a time in UTC such as {@code 2026-05-21 10:00:00}
     * @throws PipitException {@code INVALID_PARAMETER} when it has expired or never was, with what to do
     */
    public static SnapshotInfo of(String table, List<SnapshotInfo> history, String text) {
        String wanted = text.strip();
        if (wanted.matches("\\d{1," + LONGEST_ID + "}")) {
            return history.stream()
                    .filter(one -> Long.toString(one.id()).equals(wanted))
                    .findFirst()
                    .orElseThrow(() -> gone(table, history, "The snapshot " + wanted + " of '" + table + "'"));
        }
        long millis = millis(wanted);
        return history.stream()
                .filter(one -> one.committedAtMillis() <= millis)
                .findFirst()
                .orElseThrow(() -> gone(table, history, "The snapshot of '" + table + "' as of " + wanted));
    }

    private static long millis(String text) {
        try {
            String time = text.replace(' ', 'T');
            if (time.endsWith("Z")) {
                return Instant.parse(time).toEpochMilli();
            }
            LocalDateTime local = time.contains("T")
                    ? LocalDateTime.parse(time)
                    : LocalDate.parse(time).atStartOfDay();
            return local.toInstant(ZoneOffset.UTC).toEpochMilli();
        } catch (DateTimeException e) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "'" + text + "' is neither the id of a snapshot nor a time; a time is written in UTC, as in"
                            + " '2026-05-21 10:00:00'.",
                    e);
        }
    }

    private static PipitException gone(String table, List<SnapshotInfo> history, String what) {
        String oldest = history.isEmpty()
                ? " The table has no commit yet."
                : " The oldest is " + history.get(history.size() - 1).id() + " of "
                        + TIME.format(Instant.ofEpochMilli(
                                history.get(history.size() - 1).committedAtMillis()))
                        + "; 'pipit history " + table + "' lists all.";
        return new PipitException(
                ErrorCode.INVALID_PARAMETER,
                what + " is not there: it has expired, or never was." + oldest
                        + " How long snapshots are kept says cron-configs/expire.yaml.");
    }
}
