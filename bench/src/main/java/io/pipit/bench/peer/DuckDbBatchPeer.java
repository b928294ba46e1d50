package io.pipit.bench.peer;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/**
 * Makes a Parquet file of visits, and runs queries over it into other files when it is told to: {@code DuckDbBatchPeer FILE ROWS QUERY…},
 * with {@code %s} for the rows in each query.
 */
public final class DuckDbBatchPeer {
    private DuckDbBatchPeer() {}

    /** Says {@code MADE}, then {@code DONE SECONDS CPU_SECONDS} after each line that it hears. */
    public static void main(String[] arguments) throws SQLException, IOException {
        String file = arguments[0];
        long rows = Long.parseLong(arguments[1]);
        List<String> queries = Arrays.asList(arguments).subList(2, arguments.length);
        Words words = new Words();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("copy (select (n * 7919) % " + (rows + 1) / 2 + " as id, n as ver,"
                    + " timestamp '2026-05-01 00:00:00' + interval 1 second * (n // 4) as ts,"
                    + " 'u' || (n * 31) % 100000 as \"user\","
                    + " case n % 3 when 0 then 'view' when 1 then 'click' else 'buy' end as action,"
                    + " '/p/' || (n * 17) % 1000 as page, (n * 101) % 5000 as bytes from range(" + rows
                    + ") as r(n)) to '" + file + "' (format parquet)");
            words.say("MADE");
            while (words.hear() != null) {
                double cpu = cpuSeconds();
                long start = System.nanoTime();
                for (int i = 0; i < queries.size(); i++) {
                    Path into = Path.of(file).resolveSibling("view-" + i + ".parquet");
                    statement.execute("copy (" + queries.get(i).formatted("read_parquet('" + file + "')") + ") to '"
                            + into + "' (format parquet)");
                }
                words.say("DONE " + (System.nanoTime() - start) / 1e9 + " " + (cpuSeconds() - cpu));
            }
        }
    }

    private static double cpuSeconds() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1e9;
    }
}
