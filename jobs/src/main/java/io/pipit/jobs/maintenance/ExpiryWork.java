package io.pipit.jobs.maintenance;

import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Forgets the old snapshots of all tables of the lake, those of former projects too. What a running copy reads is tagged and kept; a tag
 * that a killed run has left is removed first.
 */
public final class ExpiryWork implements MaintenanceWork {
    private final Lake lake;
    private final MaintenanceSettings.Expire settings;
    private final Predicate<String> ended;
    private final Clock clock;

    /**
     * On a lake.
     *
     * @param ended whether the run whose pin a tag is has surely ended
     */
    public ExpiryWork(Lake lake, MaintenanceSettings.Expire settings, Predicate<String> ended, Clock clock) {
        this.lake = lake;
        this.settings = settings;
        this.ended = ended;
        this.clock = clock;
    }

    @Override
    public Map<String, Long> run(Set<String> tables, String runId, StopSign stop) {
        long olderThan = clock.millis() - settings.keep().toMillis();
        long seen = 0;
        long before = 0;
        long after = 0;
        for (String name : lake.tables()) {
            if (stop.given()) {
                break;
            }
            Optional<LakeTable> table = tables.isEmpty() || tables.contains(name) ? lake.find(name) : Optional.empty();
            if (table.isPresent()) {
                seen++;
                before += table.get().snapshots().size();
                table.get().tagged().keySet().stream().filter(ended).forEach(table.get()::untag);
                table.get().expire(olderThan, settings.keepLast());
                after += table.get().snapshots().size();
            }
        }
        return Map.of("tables", seen, "snapshots_before", before, "snapshots_after", after);
    }
}
