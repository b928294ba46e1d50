package io.pipit.bench.peer;

import io.pipit.bench.load.Latencies;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.Random;

/** Asks a database the questions of the endpoints, again and again, when it is told {@code pre N} or {@code raw N}. */
final class QueryPeer {
    private static final long SEED = 7;
    private static final int RANGE_MINUTES = 10;

    private final Connection connection;
    private final String preaggregated;
    private final String raw;
    private final LocalDateTime first;
    private final int seconds;

    /** Both texts have two parameters: from and to. */
    QueryPeer(Connection connection, String preaggregated, String raw, LocalDateTime first, int seconds) {
        this.connection = connection;
        this.preaggregated = preaggregated;
        this.raw = raw;
        this.first = first;
        this.seconds = seconds;
    }

    /**
     * Says {@code READY} and the process that does the work, then {@code DONE p50 p99} in milliseconds after each round, until the input ends.
     */
    void serve(Words words, long process) throws SQLException, IOException {
        words.say("READY " + process);
        for (String line = words.hear(); line != null; line = words.hear()) {
            String[] order = line.split(" ", 2);
            Latencies times = ask(order[0].equals("pre") ? preaggregated : raw, Integer.parseInt(order[1]));
            words.say(String.format(Locale.ROOT, "DONE %.3f %.3f", times.millis(0.5), times.millis(0.99)));
        }
    }

    private Latencies ask(String sql, int times) throws SQLException {
        Latencies latencies = new Latencies();
        Random random = new Random(SEED);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < times; i++) {
                LocalDateTime from = first.plusSeconds(random.nextInt(Math.max(1, seconds)) / 60 * 60L);
                long start = System.nanoTime();
                statement.setTimestamp(1, Timestamp.valueOf(from));
                statement.setTimestamp(2, Timestamp.valueOf(from.plusMinutes(RANGE_MINUTES)));
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        rows.getString(2);
                    }
                }
                latencies.add(System.nanoTime() - start);
            }
        }
        return latencies;
    }
}
