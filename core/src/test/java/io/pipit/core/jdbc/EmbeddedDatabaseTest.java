package io.pipit.core.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.h2.store.fs.FilePath;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a commit of an embedded database has returned for is found in its file, whichever write the process is killed at. Space of the
 * file is used again at once here; by itself H2 waits 45 s, so that short runs see nothing of it.
 */
class EmbeddedDatabaseTest {
    private static final String SETTINGS =
            ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;RETENTION_TIME=0";
    private static final WatchedFile WATCHED = new WatchedFile();
    private static final int COMMITS = 45;

    @TempDir
    Path folder;

    private final Random random = new Random(7);

    /** The rows after each commit. */
    private final List<Map<Long, String>> history = new ArrayList<>();

    /** How long the journal was after it. */
    private final List<Long> written = new ArrayList<>();

    @BeforeAll
    static void register() {
        FilePath.register(WATCHED);
    }

    @AfterAll
    static void unregister() {
        FilePath.unregister(WATCHED);
    }

    @Test
    void whatIsCommittedIsFoundAfterAKillAtAnyWrite() throws Exception {
        Path live = folder.resolve("live.mv.db");
        WrittenDown file = new WrittenDown(live);
        history.add(Map.of());
        for (int restarts = 0; restarts < 3; restarts++) {
            try (EmbeddedDatabase ignored = EmbeddedDatabase.open(url("watched:async:", "live"), "sa", "")
                            .orElseThrow();
                    Connection connection = connect("watched:async:", "live")) {
                run(connection, "CREATE TABLE IF NOT EXISTS notes (id BIGINT PRIMARY KEY, body CLOB)");
                if (written.isEmpty()) {
                    written.add(file.bytes());
                }
                for (int i = 0; i < COMMITS / 3; i++) {
                    commit(connection);
                    written.add(file.bytes());
                }
            }
        }
        file.replay(this::check);
    }

    @Test
    void aLakeHoldsItsCatalogLikeThat() throws Exception {
        try (Lake lake = new Lake(new LakeConfig("jdbc", url("async:", "catalog"), folder.toString(), Map.of()));
                Connection connection = connect("async:", "catalog", "");
                Statement statement = connection.createStatement();
                ResultSet kept = statement.executeQuery("SELECT setting_value FROM information_schema.settings"
                        + " WHERE setting_name = 'info.VERSIONS_TO_KEEP'")) {
            assertThat(lake.tables()).isEmpty();
            assertThat(kept.next()).isTrue();
            assertThat(kept.getInt(1)).isGreaterThan(40);
        }
    }

    /** Bodies of very different length: some have pages of their own, and new chunks fit into the gap of an older one or do not. */
    private void commit(Connection connection) throws SQLException {
        Map<Long, String> rows = new TreeMap<>(history.get(history.size() - 1));
        long id = random.nextInt(10);
        String body = history.size() + " ".repeat(random.nextInt(4) == 0 ? random.nextInt(60_000) : 10);
        rows.put(id, brief(body));
        history.add(rows);
        try (PreparedStatement statement = connection.prepareStatement("MERGE INTO notes VALUES (?, ?)")) {
            statement.setLong(1, id);
            statement.setString(2, body);
            statement.executeUpdate();
        }
    }

    /** The commits that had returned by then are there, and of the one that had not, all or nothing. */
    private void check(byte[] killed, long bytes) throws Exception {
        if (bytes < written.get(0)) {
            return;
        }
        int returned = 0;
        while (returned + 1 < written.size() && written.get(returned + 1) <= bytes) {
            returned++;
        }
        Files.write(folder.resolve("killed.mv.db"), killed);
        Map<Long, String> found = new TreeMap<>();
        try (Connection connection = connect("", "killed");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, body FROM notes")) {
            while (rows.next()) {
                found.put(rows.getLong(1), brief(rows.getString(2)));
            }
        }
        assertThat(found)
                .as("killed after %d commits and %d bytes", returned, bytes)
                .isIn(history.subList(returned, Math.min(returned + 2, history.size())));
    }

    private static String brief(String body) {
        return body.strip() + " of length " + body.length();
    }

    private Connection connect(String files, String name) throws SQLException {
        return connect(files, name, "sa");
    }

    private Connection connect(String files, String name, String user) throws SQLException {
        return DriverManager.getConnection(url(files, name), user, "");
    }

    private String url(String files, String name) {
        return "jdbc:h2:" + files + folder.resolve(name) + SETTINGS;
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
