package io.pipit.bench.peer;

import io.pipit.bench.load.WebEvents;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** PostgreSQL with an indexed table of events and an indexed rollup: {@code PostgresPeer EVENTS_NDJSON FOLDER SECONDS}. */
public final class PostgresPeer {
    private PostgresPeer() {}

    /** Loads the tables, then answers as {@link QueryPeer} says. */
    public static void main(String[] arguments) throws SQLException, IOException {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setOverrideWorkingDirectory(Path.of(arguments[1]).toFile())
                        .setServerConfig("shared_buffers", "1GB")
                        .start();
                Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create unlogged table lines (line text)");
            // Whatever is no control character of COPY's CSV form keeps the line whole.
            statement.execute(
                    "copy lines from '" + arguments[0] + "' (format csv, delimiter e'\\x01', quote e'\\x02')");
            statement.execute("create table events as select line::json->>'event_id' as event_id,"
                    + " (line::json->>'timestamp')::timestamp as \"timestamp\", line::json->>'session_id' as session_id,"
                    + " line::json->>'action' as action, line::json->>'version' as version,"
                    + " line::json->>'payload' as payload from lines");
            statement.execute("drop table lines");
            statement.execute("create index on events (\"timestamp\")");
            statement.execute(
                    "create table rollup as select date_trunc('minute', \"timestamp\") as minute, action, version,"
                            + " count(*) as hits from events group by 1, 2, 3");
            statement.execute("alter table rollup add primary key (minute, action, version)");
            statement.execute("vacuum analyze");
            new QueryPeer(
                            connection,
                            "select minute, action, sum(hits) from rollup where minute >= ? and minute < ?"
                                    + " group by minute, action order by minute, action",
                            "select action, count(*), count(distinct session_id) from events"
                                    + " where \"timestamp\" >= ? and \"timestamp\" < ? group by action order by action",
                            WebEvents.FIRST,
                            Integer.parseInt(arguments[2]))
                    .serve(new Words(), postmaster(statement));
        }
    }

    /** The server is no child of this process: it detaches itself. */
    private static long postmaster(Statement statement) throws SQLException {
        try (ResultSet file = statement.executeQuery("select pg_read_file('postmaster.pid')")) {
            file.next();
            return Long.parseLong(
                    file.getString(1).lines().findFirst().orElseThrow().strip());
        }
    }
}
