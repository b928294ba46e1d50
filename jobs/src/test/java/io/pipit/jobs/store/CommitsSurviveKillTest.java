package io.pipit.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a commit of the embedded database has returned for is in its file: a process that is killed leaves the file as it is then. Space
 * of the file is used again at once here; by itself H2 waits 45 s, so that short runs see nothing of it.
 */
class CommitsSurviveKillTest {
    private static final int COMMITS = 60;
    private static final String SETTINGS =
            ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;RETENTION_TIME=0";

    @TempDir
    Path folder;

    private final Map<Long, String> committed = new TreeMap<>();

    @Test
    void whatIsCommittedIsInTheFile() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        JobsDatabase database = open();
        for (int i = 1; i <= COMMITS; i++) {
            commit(database, random, i);
            assertThat(asKilledNow()).as("after commit %d, seed %d", i, seed).isEqualTo(committed);
            if (i % 20 == 0) {
                database.close();
                database = open();
            }
        }
        database.close();
    }

    /** What that is for is tested at each write: {@code EmbeddedDatabaseTest}. */
    @Test
    void theWayToTheNewestCommitsIsKept() throws Exception {
        try (JobsDatabase database = open();
                Connection connection = database.connections().getConnection();
                Statement statement = connection.createStatement();
                ResultSet kept = statement.executeQuery("SELECT setting_value FROM information_schema.settings"
                        + " WHERE setting_name = 'info.VERSIONS_TO_KEEP'")) {
            assertThat(kept.next()).isTrue();
            assertThat(kept.getInt(1)).isGreaterThan(40);
        }
    }

    /** Bodies of very different length: some have pages of their own, and new chunks fit into the gap of an older one or do not. */
    private void commit(JobsDatabase database, Random random, int number) throws SQLException {
        long id = random.nextInt(10);
        int length = random.nextInt(4) == 0 ? random.nextInt(60_000) : random.nextInt(100);
        String body = number + " ".repeat(length) + number;
        boolean held = committed.put(id, brief(body)) != null;
        String sql = held
                ? "UPDATE pipit_deployments SET body=? WHERE id=?"
                : "INSERT INTO pipit_deployments (body, id, state) VALUES (?, ?, 'LIVE')";
        try (Connection connection = database.connections().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, body);
            statement.setLong(2, id);
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
    }

    private Map<Long, String> asKilledNow() throws IOException, SQLException {
        Files.copy(folder.resolve("jobs.mv.db"), folder.resolve("killed.mv.db"), StandardCopyOption.REPLACE_EXISTING);
        Map<Long, String> found = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(url("killed"), "sa", "");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, body FROM pipit_deployments")) {
            while (rows.next()) {
                found.put(rows.getLong(1), brief(rows.getString(2)));
            }
        }
        return found;
    }

    private static String brief(String body) {
        return body.strip().split(" ", 2)[0] + " of length " + body.length();
    }

    private JobsDatabase open() {
        return JobsDatabase.open(url("jobs"), "sa", "");
    }

    private String url(String name) {
        return "jdbc:h2:async:" + folder.resolve(name) + SETTINGS;
    }
}
