package io.pipit.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobsDatabaseTest {
    /** What that is for is tested at each write: {@code EmbeddedDatabaseTest}. */
    @Test
    void theWayToTheNewestCommitsIsKept(@TempDir Path folder) throws Exception {
        String url = "jdbc:h2:async:" + folder.resolve("jobs") + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0";
        try (JobsDatabase database = JobsDatabase.open(url, "sa", "");
                Connection connection = database.connections().getConnection();
                Statement statement = connection.createStatement();
                ResultSet kept = statement.executeQuery("SELECT setting_value FROM information_schema.settings"
                        + " WHERE setting_name = 'info.VERSIONS_TO_KEEP'")) {
            assertThat(kept.next()).isTrue();
            assertThat(kept.getInt(1)).isGreaterThan(40);
        }
    }
}
