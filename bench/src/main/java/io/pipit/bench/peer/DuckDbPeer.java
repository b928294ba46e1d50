package io.pipit.bench.peer;

import io.pipit.bench.load.WebEvents;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** DuckDB on sorted Parquet files, one of events and one of the rollup: {@code DuckDbPeer EVENTS_NDJSON FOLDER SECONDS}. */
public final class DuckDbPeer {
    private DuckDbPeer() {}

    /** Makes the files, then answers as {@link QueryPeer} says. */
    public static void main(String[] arguments) throws SQLException, IOException {
        Path folder = Path.of(arguments[1]);
        String events = "read_parquet('" + folder.resolve("events.parquet") + "')";
        String rollup = "read_parquet('" + folder.resolve("rollup.parquet") + "')";
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "copy (select * from read_json('" + arguments[0] + "', format = 'newline_delimited', columns ="
                            + " {event_id: 'VARCHAR', \"timestamp\": 'TIMESTAMP', session_id: 'VARCHAR', action: 'VARCHAR',"
                            + " version: 'VARCHAR', payload: 'VARCHAR'}) order by \"timestamp\") to '"
                            + folder.resolve("events.parquet") + "' (format parquet)");
            statement.execute(
                    "copy (select date_trunc('minute', \"timestamp\") as minute, action, version, count(*) as hits"
                            + " from " + events + " group by all order by all) to '" + folder.resolve("rollup.parquet")
                            + "' (format parquet)");
            new QueryPeer(
                            connection,
                            "select minute, action, sum(hits) from " + rollup
                                    + " where minute >= ? and minute < ? group by minute, action order by minute, action",
                            "select action, count(*), count(distinct session_id) from " + events
                                    + " where \"timestamp\" >= ? and \"timestamp\" < ? group by action order by action",
                            WebEvents.FIRST,
                            Integer.parseInt(arguments[2]))
                    .serve(new Words(), ProcessHandle.current().pid());
        }
    }
}
