package io.pipit.bench.peer;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

/** A deduplicating {@code INSERT OVERWRITE} between two Iceberg tables in Flink SQL: {@code FlinkBatchPeer FOLDER ROWS}. */
public final class FlinkBatchPeer {
    private FlinkBatchPeer() {}

    /** Makes the rows, runs twice, and says {@code DONE SECONDS CPU_SECONDS} of the second run. */
    public static void main(String[] arguments) throws IOException {
        long rows = Long.parseLong(arguments[1]);
        Configuration settings = new Configuration();
        settings.setString("parallelism.default", "2");
        settings.setString("jobmanager.bind-host", "127.0.0.1");
        settings.setString("taskmanager.bind-host", "127.0.0.1");
        settings.setString("rest.bind-address", "127.0.0.1");
        settings.setString("rest.bind-port", "0");
        settings.setString("table.dml-sync", "true");
        settings.setString("pipeline.object-reuse", "true");
        TableEnvironment sql = TableEnvironment.create(EnvironmentSettings.newInstance()
                .inBatchMode()
                .withConfiguration(settings)
                .build());
        sql.executeSql("CREATE CATALOG lake WITH ('type' = 'iceberg', 'catalog-type' = 'hadoop', 'warehouse' = 'file://"
                + arguments[0] + "')");
        sql.executeSql("CREATE DATABASE IF NOT EXISTS lake.bench");
        for (String table : new String[] {"visits", "newest"}) {
            sql.executeSql(
                    "CREATE TABLE lake.bench." + table + " (id BIGINT, ver BIGINT, ts TIMESTAMP(6), `user` STRING,"
                            + " action STRING, page STRING, `bytes` BIGINT)");
        }
        sql.executeSql("CREATE TEMPORARY TABLE numbers (n BIGINT) WITH ('connector' = 'datagen',"
                + " 'fields.n.kind' = 'sequence', 'fields.n.start' = '0', 'fields.n.end' = '" + (rows - 1)
                + "', 'number-of-rows' = '" + rows + "', 'rows-per-second' = '100000000')");
        await(
                sql,
                "INSERT INTO lake.bench.visits SELECT MOD(n * 7919, " + (rows + 1) / 2 + "), n,"
                        + " CAST(TO_TIMESTAMP_LTZ(1777593600 + n / 4, 0) AS TIMESTAMP(6)),"
                        + " CONCAT('u', CAST(MOD(n * 31, 100000) AS STRING)),"
                        + " CASE MOD(n, 3) WHEN 0 THEN 'view' WHEN 1 THEN 'click' ELSE 'buy' END,"
                        + " CONCAT('/p/', CAST(MOD(n * 17, 1000) AS STRING)), MOD(n * 101, 5000) FROM numbers");
        String overwrite = "INSERT OVERWRITE lake.bench.newest SELECT id, ver, ts, `user`, action, page, `bytes` FROM"
                + " (SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY ver DESC) AS place FROM lake.bench.visits)"
                + " WHERE place = 1";
        await(sql, overwrite);
        double cpu = cpuSeconds();
        long start = System.nanoTime();
        await(sql, overwrite);
        new Words().say("DONE " + (System.nanoTime() - start) / 1e9 + " " + (cpuSeconds() - cpu));
        System.exit(0);
    }

    private static void await(TableEnvironment sql, String statement) {
        try {
            sql.executeSql(statement).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double cpuSeconds() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1e9;
    }
}
