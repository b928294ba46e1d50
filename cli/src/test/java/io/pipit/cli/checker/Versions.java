package io.pipit.cli.checker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Versions of the checker's project: in each an endpoint says its number beside the numbers that a view has written into its rows, and
 * tables may have another sorting key or one more column. All of them count the same events.
 */
final class Versions {
    /** Where the endpoint is. */
    static final String ENDPOINT = "/v0/pipes/stamped.json";

    private static final List<String> KEYS =
            List.of("event_id", "writer, event_id", "writer, version", "value, event_id", "version");

    /**
     * One of them.
     *
     * @param columns how many the raw table has beyond those that have values
     */
    record Version(int number, String key, int columns) {}

    private final Path folder;
    private final Random random;
    private final Map<Integer, Version> all = new ConcurrentHashMap<>();
    private int last;

    Versions(Path folder, Random random) {
        this.folder = folder;
        this.random = random;
    }

    /** The version to begin with. */
    Version first() {
        return known(new Version(++last, KEYS.get(0), 0));
    }

    /** One that comes after another. */
    Version after(Version live) {
        boolean column = random.nextInt(3) == 0;
        String key = !column && random.nextBoolean() ? KEYS.get(random.nextInt(KEYS.size())) : live.key();
        return known(new Version(++last, key, live.columns() + (column ? 1 : 0)));
    }

    Version of(int number) {
        return all.get(number);
    }

    private Version known(Version version) {
        all.put(version.number(), version);
        return version;
    }

    /** The number that the files of a deployment say. */
    static int number(Map<String, String> files) {
        return Integer.parseInt(files.get("pipes/stamped.pipe").replaceAll("(?s).*toInt64\\((\\d+)\\) AS m.*", "$1"));
    }

    /** Writes its files. */
    Path write(Version version) {
        try {
            Path project = CheckerProject.copy(folder.resolve("version-" + version.number()));
            write(project, "datasources/ticks_stamped.datasource", STAMPED);
            write(project, "pipes/ticks_stamped_mv.pipe", VIEW.formatted(version.number()));
            write(project, "pipes/stamped.pipe", QUESTION.formatted(unset(version), version.number()));
            write(project, "datasources/ticks_firings.datasource", FIRINGS);
            write(project, "pipes/ticks_firings_copy.pipe", COPY);
            write(project, "cron-configs/copies.yaml", SCHEDULES);
            change(project, "datasources/ticks_rows.datasource", "\"event_id\"", "\"" + version.key() + "\"");
            change(
                    project,
                    "datasources/ticks.datasource",
                    "`at` DateTime `json:$.at`",
                    "`at` DateTime `json:$.at`" + columns(version));
            return project;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String columns(Version version) {
        StringBuilder columns = new StringBuilder();
        for (int i = 1; i <= version.columns(); i++) {
            columns.append(",\n    `more")
                    .append(i)
                    .append("` Nullable(String) `json:$.more")
                    .append(i)
                    .append('`');
        }
        return columns.toString();
    }

    /** An expression that is wrong for a version in which a column has values, or is not there. */
    private static String unset(Version version) {
        List<String> none = new ArrayList<>(List.of("1"));
        for (int i = 1; i <= version.columns(); i++) {
            none.add("(SELECT countIf(more" + i + " IS NOT NULL) FROM ticks) = 0");
        }
        return String.join(" AND ", none);
    }

    private static void write(Path project, String file, String text) throws IOException {
        Files.writeString(project.resolve(file), text);
    }

    private static void change(Path project, String file, String from, String to) throws IOException {
        String text = Files.readString(project.resolve(file));
        if (!text.contains(from)) {
            throw new IllegalStateException(file + " has no " + from);
        }
        Files.writeString(project.resolve(file), text.replace(from, to));
    }

    private static final String STAMPED = """
            SCHEMA >
                `writer` Int32,
                `value` Int64,
                `made_by` Int32

            ENGINE "MergeTree"
            ENGINE_SORTING_KEY "writer"
            """;

    private static final String VIEW = """
            NODE stamped
            SQL >
                SELECT writer, value, toInt32(%d) AS made_by FROM ticks

            TYPE materialized
            DATASOURCE ticks_stamped
            """;

    private static final String QUESTION = """
            NODE counted
            SQL >
                SELECT
                    'stamped' AS t,
                    writer AS w,
                    toInt32(0) AS k,
                    toInt64(count()) AS c,
                    toInt64(sum(value)) AS s,
                    toInt64(if(min(made_by) = max(made_by) AND %s, min(made_by), -1)) AS u,
                    toInt64(%d) AS m
                FROM ticks_stamped
                GROUP BY writer

            TYPE endpoint
            """;

    private static final String FIRINGS = """
            SCHEMA >
                `schedule` String,
                `firing` DateTime,
                `previous` DateTime,
                `writer` Int32,
                `ticks` Int64,
                `total` Int64,
                `ids` Int64,
                `newest` Int64

            ENGINE "MergeTree"
            ENGINE_SORTING_KEY "schedule, firing"
            """;

    /** A row of each run, also where there are no events, and one of each writer. */
    private static final String COPY = """
            NODE counted
            SQL >
                %
                SELECT
                    {{String(schedule)}} AS schedule,
                    toDateTime({{DateTime(firing)}}) AS firing,
                    toDateTime({{DateTime(previous)}}) AS previous,
                    toInt32(-1) AS writer,
                    toInt64(count()) AS ticks,
                    toInt64(sum(value)) AS total,
                    toInt64(0) AS ids,
                    toInt64(0) AS newest
                FROM ticks
                UNION ALL
                SELECT
                    {{String(schedule)}} AS schedule,
                    toDateTime({{DateTime(firing)}}) AS firing,
                    toDateTime({{DateTime(previous)}}) AS previous,
                    writer,
                    toInt64(count()) AS ticks,
                    toInt64(sum(value)) AS total,
                    toInt64(uniqExact(event_id)) AS ids,
                    toInt64(argMax(value, version)) AS newest
                FROM ticks
                GROUP BY writer

            TYPE copy
            TARGET_DATASOURCE ticks_firings
            COPY_MODE append
            COPY_SCHEDULE @on-demand
            """;

    private static final String SCHEDULES = """
            every_time:
              pipe: ticks_firings_copy
              schedule: "*/30 * * * * *"
              misfire: all
              retries: 50
              retry-delay: 1s
              params:
                schedule: every_time
                firing: "{firing}"
                previous: "{previous}"
            one_for_all:
              pipe: ticks_firings_copy
              schedule: "10/30 * * * * *"
              misfire: once
              retries: 50
              retry-delay: 1s
              params:
                schedule: one_for_all
                firing: "{firing}"
                previous: "{previous}"
            """;
}
