package io.pipit.jobs.maintenance;

import io.pipit.batch.compact.CompactPolicy;
import io.pipit.core.config.ByteSize;
import io.pipit.core.config.Retention;
import io.pipit.core.config.Setting;
import io.pipit.core.config.SettingsFiles;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.schedule.CopySchedules;
import io.pipit.jobs.schedule.CronLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * When and how maintenance is done: one file a task in {@code cron-configs}. A project's own folder of that name lies over the one
 * that is shipped, key by key.
 */
public record MaintenanceSettings(Compact compact, Expire expire, Orphans orphans, Trim trim) {
    /** Name of the folder. */
    public static final String FOLDER = "cron-configs";

    private static final String ENDING = ".yaml";
    private static final String OFF = "off";
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
     * Reads the files of these folders; later folders win. Folders and files that do not exist are passed over.
     *
     * @throws PipitException {@code INVALID_CONFIG} for files and keys that are not known and values that do not fit, with file and line
     */
    public static MaintenanceSettings read(List<Path> folders) {
        folders.forEach(MaintenanceSettings::refuseUnknown);
        MaintenanceSettings settings = new MaintenanceSettings(
                SettingsFiles.read(Compact.class, files(folders, MaintenanceTask.COMPACT)),
                SettingsFiles.read(Expire.class, files(folders, MaintenanceTask.EXPIRE)),
                SettingsFiles.read(Orphans.class, files(folders, MaintenanceTask.ORPHANS)),
                SettingsFiles.read(Trim.class, files(folders, MaintenanceTask.TRIM)));
        settings.schedules(); // a line that is not one stops the start, not the first firing
        return settings;
    }

    /** Nothing but defaults. */
    public static MaintenanceSettings defaults() {
        return read(List.of());
    }

    /** Which files are compacted. */
    public CompactPolicy policy() {
        return new CompactPolicy(
                compact.minFiles(),
                compact.targetSize().bytes(),
                compact.runSize().bytes());
    }

    /** The lines of the tasks that have one. */
    public Map<MaintenanceTask, CronLine> schedules() {
        Map<MaintenanceTask, CronLine> lines = new EnumMap<>(MaintenanceTask.class);
        put(lines, MaintenanceTask.COMPACT, compact.schedule());
        put(lines, MaintenanceTask.EXPIRE, expire.schedule());
        put(lines, MaintenanceTask.ORPHANS, orphans.schedule());
        put(lines, MaintenanceTask.TRIM, trim.schedule());
        return lines;
    }

    private static void put(Map<MaintenanceTask, CronLine> lines, MaintenanceTask task, String line) {
        if (line.strip().toLowerCase(Locale.ROOT).equals(OFF)) {
            return;
        }
        try {
            lines.put(task, CronLine.parse(line));
        } catch (PipitException e) {
            throw new PipitException(e.code(), FOLDER + "/" + task.label() + ENDING + ": " + e.getMessage(), e);
        }
    }

    private static List<Path> files(List<Path> folders, MaintenanceTask task) {
        return folders.stream()
                .map(folder -> folder.resolve(task.label() + ENDING))
                .toList();
    }

    private static void refuseUnknown(Path folder) {
        List<String> known = Stream.concat(
                        MaintenanceTask.labels().stream().map(label -> label + ENDING), Stream.of(CopySchedules.FILE))
                .toList();
        List<String> problems = new ArrayList<>();
        for (String name : yamlFiles(folder)) {
            if (!known.contains(name)) {
                problems.add(folder.resolve(name) + " is no schedule that is known." + NearestName.hint(name, known)
                        + " There are " + String.join(", ", known) + ".");
            }
        }
        if (!problems.isEmpty()) {
            throw new PipitException(ErrorCode.INVALID_CONFIG, String.join("\n", problems));
        }
    }

    private static List<String> yamlFiles(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ENDING) || name.endsWith(".yml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.INVALID_CONFIG, "The folder " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }
}
