package io.pipit.jobs.copy;

import java.util.Map;
import java.util.TreeMap;

/** A project with a view and several copies over one landing data source. */
public final class CopyProject {
    /** The datafiles by path. */
    public static final Map<String, String> TEXTS = texts();

    /** The same, with views on what a copy writes. */
    public static final Map<String, String> WITH_FOLLOWERS = withFollowers();

    private CopyProject() {}

    /** An event of each of some users, in the engine's text. */
    public static String events(int from, int to) {
        return "SELECT 'u' || (range % 7) AS \"user\", range::BIGINT AS n FROM range(" + from + ", " + to + ")";
    }

    private static Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        texts.put("datasources/events.datasource", """
                SCHEMA >
                    `user` String `json:$.user`,
                    `n` Int64 `json:$.n`

                ENGINE "MergeTree"
                ENGINE_SORTING_KEY "user"
                """);
        texts.put("datasources/hits.datasource", """
                SCHEMA >
                    `user` String,
                    `hits` AggregateFunction(count)

                ENGINE "AggregatingMergeTree"
                ENGINE_SORTING_KEY "user"
                """);
        texts.put("materializations/by_user.pipe", """
                NODE by_user
                SQL >
                    SELECT user, countState() AS hits FROM events GROUP BY user

                TYPE materialized
                DATASOURCE hits
                """);
        texts.put("datasources/totals.datasource", target("`raw` UInt64,\n    `viewed` UInt64"));
        texts.put("datasources/added.datasource", target("`raw` UInt64"));
        texts.put("datasources/mixed.datasource", target("`kind` String"));
        texts.put("copies/take.pipe", """
                NODE raw_counts
                SQL >
                    SELECT user, count() AS raw FROM events GROUP BY user

                NODE viewed_counts
                SQL >
                    SELECT user, countMerge(hits) AS viewed FROM hits GROUP BY user

                NODE both
                SQL >
                    SELECT r.user AS user, r.raw AS raw, v.viewed AS viewed
                    FROM raw_counts AS r LEFT JOIN viewed_counts AS v ON r.user = v.user

                TYPE copy
                TARGET_DATASOURCE totals
                COPY_MODE replace
                """);
        texts.put("copies/add.pipe", """
                NODE counts
                SQL >
                    %
                    SELECT user, count() AS raw FROM events
                    WHERE user = {{ String(user, 'u0') }}
                    GROUP BY user

                TYPE copy
                TARGET_DATASOURCE added
                """);
        texts.put("copies/fail.pipe", """
                NODE failing
                SQL >
                    SELECT toString(toUInt8(user)) AS user, count() AS raw FROM events GROUP BY user

                TYPE copy
                TARGET_DATASOURCE added
                """);
        texts.put("copies/endless.pipe", """
                NODE joined
                SQL >
                    SELECT a.user AS user, count() AS raw
                    FROM (SELECT user, arrayJoin(range(3000000)) AS x FROM events) AS a
                    CROSS JOIN (SELECT arrayJoin(range(3000000)) AS y FROM events) AS b
                    WHERE a.x % 7 = b.y % 11
                    GROUP BY a.user

                TYPE copy
                TARGET_DATASOURCE added
                """);
        texts.put("materializations/live.pipe", """
                NODE live
                SQL >
                    SELECT user, 'live' AS kind FROM events

                TYPE materialized
                DATASOURCE mixed
                """);
        texts.put("copies/rebuild.pipe", """
                NODE rebuilt
                SQL >
                    SELECT user, 'copy' AS kind FROM events

                TYPE copy
                TARGET_DATASOURCE mixed
                COPY_MODE replace
                """);
        return texts;
    }

    /** A copy's target with a view of it, a view of that, and one that views of two logs feed, too, with a view of it. */
    private static Map<String, String> withFollowers() {
        Map<String, String> texts = texts();
        texts.put("datasources/snapshot.datasource", target("`n` Int64"));
        texts.put("datasources/sums.datasource", """
                SCHEMA >
                    `user` String,
                    `total` SimpleAggregateFunction(sum, Int64)

                ENGINE "AggregatingMergeTree"
                ENGINE_SORTING_KEY "user"
                """);
        texts.put("datasources/loud.datasource", target("`n` Int64"));
        texts.put("datasources/all_users.datasource", target("`origin` String"));
        texts.put("copies/snap.pipe", """
                NODE snap
                SQL >
                    %
                    SELECT user, n FROM events WHERE n < {{ Int64(below, 1000000) }}

                TYPE copy
                TARGET_DATASOURCE snapshot
                """);
        texts.put("materializations/summed.pipe", """
                NODE summed
                SQL >
                    SELECT user, sum(n) AS total FROM snapshot GROUP BY user

                TYPE materialized
                DATASOURCE sums
                """);
        texts.put("materializations/louder.pipe", """
                NODE louder
                SQL >
                    SELECT upper(user) AS user, n FROM snapshot

                TYPE materialized
                DATASOURCE loud
                """);
        texts.put("materializations/from_loud.pipe", """
                NODE from_loud
                SQL >
                    SELECT user, 'copy' AS origin FROM loud

                TYPE materialized
                DATASOURCE all_users
                """);
        texts.put("datasources/visits.datasource", texts.get("datasources/events.datasource"));
        texts.put("datasources/seen.datasource", target("`origin` String"));
        texts.put("materializations/from_visits.pipe", """
                NODE from_visits
                SQL >
                    SELECT user, 'visit' AS origin FROM visits

                TYPE materialized
                DATASOURCE all_users
                """);
        texts.put("materializations/of_all.pipe", """
                NODE of_all
                SQL >
                    SELECT user, origin FROM all_users

                TYPE materialized
                DATASOURCE seen
                """);
        texts.put("materializations/from_events.pipe", """
                NODE from_events
                SQL >
                    SELECT user, 'event' AS origin FROM events

                TYPE materialized
                DATASOURCE all_users
                """);
        return texts;
    }

    private static String target(String columns) {
        return """
                SCHEMA >
                    `user` String,
                    %s

                ENGINE "MergeTree"
                ENGINE_SORTING_KEY "user"
                """.formatted(columns);
    }
}
