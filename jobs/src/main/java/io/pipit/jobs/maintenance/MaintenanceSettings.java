package io.pipit.jobs.maintenance;

import io.pipit.batch.compact.CompactPolicy;
import io.pipit.core.config.ByteSize;
import io.pipit.core.config.Retention;
import io.pipit.core.config.Setting;
import io.pipit.core.config.SettingsFiles;
import io.pipit.core.config.SettingsFiles.Given;
import io.pipit.core.project.ProjectFolder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * When and how maintenance is done: one file a task in {@code cron-configs}. A project's own folder of that name lies over the one
 * that is shipped, key by key.
 */
public record MaintenanceSettings(Compact compact, Expire expire, Orphans orphans, Trim trim) {
    /** Name of the folder. */
    public static final String FOLDER = ProjectFolder.CRON_CONFIGS;

    private static final String SCHEDULE_HELP = "Cron line of five fields in UTC, or off.";

    /** {@code compact.yaml}. */
    public record Compact(
            @Setting(value = "*/5 * * * *", help = SCHEDULE_HELP)
            String schedule,

            @Setting(value = "4", help = "So many files of one partition and size become one.", min = 2, max = 1000)
            int minFiles,

            @Setting(value = "128MB", help = "Files of this size and larger are left as they are.", min = 1 << 20)
            ByteSize targetSize,

            @Setting(value = "1GB", help = "What one run reads at most, about.", min = 1 << 20)
            ByteSize runSize) {}

    /** {@code expire.yaml}. */
    public record Expire(
            @Setting(value = "*/10 * * * *", help = SCHEDULE_HELP)
            String schedule,

            @Setting(value = "1h", help = "Snapshots of this age and younger are kept.", min = 0)
            Duration keep,

            @Setting(value = "10", help = "At least so many of the newest snapshots are kept.", min = 1)
            int keepLast) {}

    /** {@code orphans.yaml}. */
    public record Orphans(
            @Setting(value = "30 3 * * *", help = SCHEDULE_HELP)
            String schedule,

            @Setting(value = "24h", help = "Only files last written before that are deleted.", min = 0)
            Duration safeAge) {}

    /** {@code trim.yaml}. */
    public record Trim(
            @Setting(value = "*/10 * * * *", help = SCHEDULE_HELP)
            String schedule,

            @Setting(value = "10m", help = "Records of the fresh topic of this age and younger are kept.", min = 0)
            Duration freshKeep,

            @Setting(value = "off", help = "How long blocks stay in the logs once every table has them.")
            Retention logRetention) {}

    /**
     * What is given for each task.
     *
     * @param ofSchedules keys that say when and not how
     * @param problems gets what is wrong, with its place
     */
    public static MaintenanceSettings of(
            Map<MaintenanceTask, List<Given>> given, Collection<String> ofSchedules, List<String> problems) {
        return new MaintenanceSettings(
                read(Compact.class, given.get(MaintenanceTask.COMPACT), ofSchedules, problems),
                read(Expire.class, given.get(MaintenanceTask.EXPIRE), ofSchedules, problems),
                read(Orphans.class, given.get(MaintenanceTask.ORPHANS), ofSchedules, problems),
                read(Trim.class, given.get(MaintenanceTask.TRIM), ofSchedules, problems));
    }

    /** Nothing but defaults. */
    public static MaintenanceSettings defaults() {
        return of(Map.of(), List.of(), new ArrayList<>());
    }

    /** When a task is done that no file says anything about. */
    public static String defaultLine(MaintenanceTask task) {
        MaintenanceSettings defaults = defaults();
        return switch (task) {
            case COMPACT -> defaults.compact().schedule();
            case EXPIRE -> defaults.expire().schedule();
            case ORPHANS -> defaults.orphans().schedule();
            case TRIM -> defaults.trim().schedule();
        };
    }

    private static <R extends Record> R read(
            Class<R> type, List<Given> given, Collection<String> ofSchedules, List<String> problems) {
        return SettingsFiles.read(type, given == null ? List.of() : given, ofSchedules, problems);
    }

    /** Which files are compacted. */
    public CompactPolicy policy() {
        return new CompactPolicy(
                compact.minFiles(),
                compact.targetSize().bytes(),
                compact.runSize().bytes());
    }
}
