package io.pipit.cli.operations;

import io.pipit.core.project.system.SystemTables;
import io.pipit.jobs.mutation.RowChange;
import io.pipit.jobs.mutation.RowChanges;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Forgets once a day what is old: requests after a week, the rest after a month. */
public final class OldOperations {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration FIRST = Duration.ofHours(1);
    private static final Duration REQUESTS = Duration.ofDays(7);
    private static final Duration OTHERS = Duration.ofDays(30);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final OperationsLog log;
    private final RowChanges changes;
    private final Clock clock;

    /** By deletions. */
    public OldOperations(OperationsLog log, RowChanges changes, Clock clock) {
        this.log = log;
        this.changes = changes;
        this.clock = clock;
    }

    /** Begins. */
    public void start() {
        log.every(FIRST.toMillis(), DAY.toMillis(), this::forget);
    }

    private void forget() {
        Instant now = clock.instant();
        String condition = "(kind IN ('request', 'storage') AND at < toDateTime('" + TIME.format(now.minus(REQUESTS))
                + "', 'UTC')) OR at < toDateTime('" + TIME.format(now.minus(OTHERS)) + "', 'UTC')";
        changes.start(RowChange.Kind.DELETE, SystemTables.OPERATIONS, condition, RowChange.Source.NONE);
    }
}
