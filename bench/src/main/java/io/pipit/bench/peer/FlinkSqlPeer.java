package io.pipit.bench.peer;

import java.io.IOException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.StatementSet;
import org.apache.flink.table.api.TableEnvironment;

/**
 * A usual Flink SQL job on one JSON record an event: all events appended to an Iceberg table, and one GROUP BY, whose results
 * nobody takes, or go to a compacted topic, where they can be read: {@code FlinkSqlPeer BROKER TOPIC WAREHOUSE_FOLDER
 * plain|mini-batch|topic}.
 */
public final class FlinkSqlPeer {
    /** The topic of the results that can be read. */
    public static final String RESULTS = "minutes";

    private FlinkSqlPeer() {}

    /** Says {@code RUNNING} and runs until its input ends. */
    public static void main(String[] arguments) throws IOException {
        Configuration settings = new Configuration();
        settings.setString("parallelism.default", "2");
        settings.setString("execution.checkpointing.interval", "10 s");
        settings.setString("jobmanager.bind-host", "127.0.0.1");
        settings.setString("taskmanager.bind-host", "127.0.0.1");
        settings.setString("rest.bind-address", "127.0.0.1");
        settings.setString("rest.bind-port", "0");
        settings.setString("pipeline.object-reuse", "true");
        if (arguments[3].equals("mini-batch")) {
            settings.setString("table.exec.mini-batch.enabled", "true");
            settings.setString("table.exec.mini-batch.allow-latency", "1 s");
            settings.setString("table.exec.mini-batch.size", "10000");
        }
        TableEnvironment sql = TableEnvironment.create(EnvironmentSettings.newInstance()
                .inStreamingMode()
                .withConfiguration(settings)
                .build());
        sql.executeSql(
                "CREATE TABLE events (event_id STRING, `timestamp` TIMESTAMP(0), session_id STRING, action STRING,"
                        + " version STRING, payload STRING) WITH ('connector' = 'kafka', 'topic' = '" + arguments[1]
                        + "', 'properties.bootstrap.servers' = '" + arguments[0] + "', 'properties.group.id' = 'bench',"
                        + " 'scan.startup.mode' = 'earliest-offset', 'format' = 'json', 'json.timestamp-format.standard' = 'SQL')");
        sql.executeSql("CREATE TABLE minutes (`minute` STRING, action STRING, version STRING, hits BIGINT"
                + results(arguments[0], arguments[3].equals("topic")));
        sql.executeSql("CREATE CATALOG lake WITH ('type' = 'iceberg', 'catalog-type' = 'hadoop', 'warehouse' = 'file://"
                + arguments[2] + "')");
        sql.executeSql("CREATE DATABASE IF NOT EXISTS lake.bench");
        sql.executeSql("CREATE TABLE lake.bench.events (event_id STRING, `timestamp` TIMESTAMP(6), session_id STRING,"
                + " action STRING, version STRING, payload STRING)");
        StatementSet job = sql.createStatementSet();
        job.addInsertSql(
                "INSERT INTO lake.bench.events SELECT event_id, `timestamp`, session_id, action, version, payload"
                        + " FROM events");
        job.addInsertSql(
                "INSERT INTO minutes SELECT DATE_FORMAT(`timestamp`, 'yyyy-MM-dd HH:mm'), action, version, COUNT(*)"
                        + " FROM events GROUP BY DATE_FORMAT(`timestamp`, 'yyyy-MM-dd HH:mm'), action, version");
        job.execute();
        Words words = new Words();
        words.say("RUNNING");
        while (words.hear() != null) {
            Thread.onSpinWait();
        }
        System.exit(0);
    }

    private static String results(String broker, boolean read) {
        return read
                ? ", PRIMARY KEY (`minute`, action, version) NOT ENFORCED) WITH ('connector' = 'upsert-kafka', 'topic' = '"
                        + RESULTS + "', 'properties.bootstrap.servers' = '" + broker
                        + "', 'key.format' = 'json', 'value.format' = 'json')"
                : ") WITH ('connector' = 'blackhole')";
    }
}
