package io.pipit.serving;

import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import java.util.Map;
import java.util.TreeMap;

/** Copies that are kept fresh, by groups, by a chain with a union, and each row by itself, over one data source. */
final class LambdaProject {
    private static final String EVENTS = """
            SCHEMA >
                `kind` String `json:$.kind`,
                `value` Int64 `json:$.value`

            ENGINE "%s"
            ENGINE_SORTING_KEY "kind"
            """;
    private static final Map<String, String> FILES = Map.of(
            "datasources/sums.datasource",
            "SCHEMA >\n    kind String,\n    c UInt64,\n    s Int64\n\nENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"kind\"\n",
            "datasources/spread.datasource",
            "SCHEMA >\n    bucket Int64,\n    kinds UInt64\n\nENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"bucket\"\n",
            "datasources/large.datasource",
            "SCHEMA >\n    kind String,\n    tenfold Int64\n\nENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"kind\"\n",
            "pipes/enlarge.pipe",
            "NODE n\nSQL >\n    SELECT kind, value * 10 AS tenfold FROM events WHERE value > 2\n\n"
                    + "TYPE COPY\nTARGET_DATASOURCE large\nCOPY_MODE lambda\n",
            "pipes/sum.pipe",
            "NODE n\nSQL >\n    SELECT kind, count() AS c, sum(value) AS s FROM events GROUP BY kind\n\n"
                    + "TYPE COPY\nTARGET_DATASOURCE sums\nCOPY_MODE lambda\n",
            "pipes/spreading.pipe",
            "NODE latest\nSQL >\n    SELECT kind, max(events.value) AS value FROM events GROUP BY kind\n\n"
                    + "NODE both\nSQL >\n    SELECT value FROM latest UNION ALL SELECT -value FROM events\n\n"
                    + "NODE n\nSQL >\n    SELECT value AS bucket, count() AS kinds FROM both GROUP BY bucket\n\n"
                    + "TYPE COPY\nTARGET_DATASOURCE spread\nCOPY_MODE lambda\n");

    private LambdaProject() {}

    /** Compiled, with this engine clause of the data source. */
    static Plan plan(String engineClause) {
        Map<String, String> files = new TreeMap<>(FILES);
        files.put("datasources/events.datasource", EVENTS.formatted(engineClause));
        return new ProjectCompiler().compile(ProjectFiles.of(files)).plan().orElseThrow();
    }
}
