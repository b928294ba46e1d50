package io.pipit.jobs.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.jdbc.EmbeddedDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** The connections to the database of runs and schedules; its tables are made on the first start. Thread-safe. */
public final class JobsDatabase implements AutoCloseable {
    /** The kinds of database that work. */
    public enum Kind {
        H2("tables_h2.sql", "org.quartz.impl.jdbcjobstore.StdJDBCDelegate"),
        POSTGRESQL("tables_postgres.sql", "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate");

        private final String quartzTables;
        private final String quartzDelegate;

        Kind(String quartzTables, String quartzDelegate) {
            this.quartzTables = quartzTables;
            this.quartzDelegate = quartzDelegate;
        }

        /** The class by which Quartz speaks to it. */
        public String quartzDelegate() {
            return quartzDelegate;
        }
    }

    private static final long HURRIED_MILLIS = 1_000;
    private static final long TABLES_LOCK = 0x7461626c6573L;

    private static final String RUNS = """
            CREATE TABLE IF NOT EXISTS pipit_runs (
              id VARCHAR(40) PRIMARY KEY,
              pipe VARCHAR(200) NOT NULL,
              target VARCHAR(200) NOT NULL,
              mode VARCHAR(10) NOT NULL,
              params TEXT NOT NULL,
              run_key VARCHAR(1000) NOT NULL,
              repetition VARCHAR(20) DEFAULT 'NO_OP' NOT NULL,
              state VARCHAR(10) NOT NULL,
              attempts INTEGER NOT NULL,
              number BIGINT NOT NULL,
              rows_written BIGINT NOT NULL,
              bytes_written BIGINT DEFAULT 0 NOT NULL,
              edge TEXT NOT NULL,
              note TEXT NOT NULL,
              error_code VARCHAR(40) NOT NULL,
              created_at BIGINT NOT NULL,
              started_at BIGINT NOT NULL,
              ended_at BIGINT NOT NULL
            );
            ALTER TABLE pipit_runs ADD COLUMN IF NOT EXISTS bytes_written BIGINT DEFAULT 0 NOT NULL;
            ALTER TABLE pipit_runs ADD COLUMN IF NOT EXISTS repetition VARCHAR(20) DEFAULT 'NO_OP' NOT NULL;
            CREATE INDEX IF NOT EXISTS pipit_runs_by_time ON pipit_runs (created_at);
            CREATE INDEX IF NOT EXISTS pipit_runs_by_key ON pipit_runs (pipe, run_key);
            CREATE TABLE IF NOT EXISTS pipit_changes (
              id VARCHAR(40) PRIMARY KEY,
              state VARCHAR(10) NOT NULL,
              created_at BIGINT NOT NULL,
              body TEXT NOT NULL
            );
            CREATE INDEX IF NOT EXISTS pipit_changes_by_time ON pipit_changes (created_at);
            CREATE TABLE IF NOT EXISTS pipit_fills (
              id VARCHAR(40) PRIMARY KEY,
              state VARCHAR(10) NOT NULL,
              created_at BIGINT NOT NULL,
              body TEXT NOT NULL
            );
            CREATE INDEX IF NOT EXISTS pipit_fills_by_time ON pipit_fills (created_at);
            CREATE TABLE IF NOT EXISTS pipit_submissions (
              id VARCHAR(40) PRIMARY KEY,
              state VARCHAR(10) NOT NULL,
              created_at BIGINT NOT NULL,
              body TEXT NOT NULL
            );
            CREATE TABLE IF NOT EXISTS pipit_reconciles (
              id VARCHAR(40) PRIMARY KEY,
              name VARCHAR(200) NOT NULL,
              state VARCHAR(10) NOT NULL,
              created_at BIGINT NOT NULL,
              body TEXT NOT NULL
            );
            CREATE TABLE IF NOT EXISTS pipit_reconcile_ids (
              run_id VARCHAR(40) NOT NULL,
              kind VARCHAR(12) NOT NULL,
              number INTEGER NOT NULL,
              ids TEXT NOT NULL,
              PRIMARY KEY (run_id, kind, number)
            );
            CREATE TABLE IF NOT EXISTS pipit_claims (
              claim_key VARCHAR(200) PRIMARY KEY,
              data_source VARCHAR(200) NOT NULL,
              id_column VARCHAR(200) NOT NULL,
              settled INTEGER NOT NULL,
              until_millis BIGINT NOT NULL,
              ids TEXT NOT NULL
            );
            ALTER TABLE pipit_claims ADD COLUMN IF NOT EXISTS version BIGINT DEFAULT 0 NOT NULL;
            CREATE TABLE IF NOT EXISTS pipit_claim_versions (
              id INTEGER PRIMARY KEY,
              version BIGINT NOT NULL
            );
            CREATE TABLE IF NOT EXISTS pipit_guards (
              process VARCHAR(40) PRIMARY KEY,
              version BIGINT NOT NULL,
              seen_at TIMESTAMP WITH TIME ZONE NOT NULL
            );
            CREATE TABLE IF NOT EXISTS pipit_deployments (
              id BIGINT PRIMARY KEY,
              state VARCHAR(10) NOT NULL,
              body TEXT NOT NULL
            );
            CREATE TABLE IF NOT EXISTS pipit_installation (
              id INTEGER PRIMARY KEY,
              name VARCHAR(60) NOT NULL
            );
            CREATE TABLE IF NOT EXISTS pipit_tokens (
              name VARCHAR(200) PRIMARY KEY,
              secret VARCHAR(100) NOT NULL,
              declared TEXT NOT NULL,
              granted TEXT NOT NULL,
              created_at BIGINT NOT NULL
            );
            CREATE TABLE IF NOT EXISTS pipit_live (
              id INTEGER PRIMARY KEY,
              deployment BIGINT NOT NULL,
              generation BIGINT NOT NULL,
              intake BIGINT NOT NULL
            );
            CREATE TABLE IF NOT EXISTS pipit_processes (
              id VARCHAR(40) PRIMARY KEY,
              roles VARCHAR(100) NOT NULL,
              url VARCHAR(300) NOT NULL,
              control VARCHAR(300) NOT NULL,
              generation BIGINT NOT NULL,
              intake BIGINT NOT NULL,
              seen_at TIMESTAMP WITH TIME ZONE NOT NULL
            );
            """;

    private final HikariDataSource connections;
    private final Kind kind;
    private final Optional<EmbeddedDatabase> embedded;

    private JobsDatabase(HikariDataSource connections, Kind kind, Optional<EmbeddedDatabase> embedded) {
        this.connections = connections;
        this.kind = kind;
        this.embedded = embedded;
    }

    /**
     * Connects and makes the tables that are missing.
     *
     * @param user of the database; the empty text when the URL says it
     * @param url of JDBC; for H2 {@code jdbc:h2:async:<path>;DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0}: otherwise H2 loses commits on
     *     a hard kill, and closes when a writing thread is interrupted, as Flink and Quartz do when they stop
     * @throws PipitException {@code INVALID_CONFIG} for a database that is neither H2 nor PostgreSQL or an H2 URL without these,
     *     {@code CATALOG_UNAVAILABLE} when it cannot be reached
     */
    public static JobsDatabase open(String url, String user, String password) {
        Kind kind = kindOf(url);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        if (!user.isEmpty()) {
            config.setUsername(user);
            config.setPassword(password);
        }
        config.setMaximumPoolSize(8);
        config.setMinimumIdle(1);
        config.setPoolName("pipit-jobs");
        try {
            JobsDatabase database =
                    new JobsDatabase(new HikariDataSource(config), kind, EmbeddedDatabase.open(url, user, password));
            database.makeTables();
            return database;
        } catch (RuntimeException | SQLException e) {
            throw new PipitException(
                    ErrorCode.CATALOG_UNAVAILABLE,
                    "The database of runs and schedules at " + url.replaceAll("(?i)(password=)[^&;]*", "$1…")
                            + " cannot be used: " + e.getMessage(),
                    e);
        }
    }

    /** Gives connections. */
    public DataSource connections() {
        return connections;
    }

    /** From now on nobody waits long for a connection: a process that is to end does, also when the database is away. */
    public void hurry() {
        connections.getHikariConfigMXBean().setConnectionTimeout(HURRIED_MILLIS);
    }

    /** Which database it is. */
    public Kind kind() {
        return kind;
    }

    @Override
    public void close() {
        connections.close();
        embedded.ifPresent(EmbeddedDatabase::close);
    }

    private static Kind kindOf(String url) {
        if (url.startsWith("jdbc:postgresql:")) {
            return Kind.POSTGRESQL;
        }
        if (!url.startsWith("jdbc:h2:")) {
            throw new PipitException(
                    ErrorCode.INVALID_CONFIG,
                    "Runs and schedules are kept in H2 or PostgreSQL; the URL " + url
                            + " is neither. Use jdbc:h2:… or jdbc:postgresql:….");
        }
        String upper = url.toUpperCase(Locale.ROOT);
        if (!upper.contains("DATABASE_TO_LOWER=TRUE") || !upper.contains("WRITE_DELAY=0")) {
            throw new PipitException(
                    ErrorCode.INVALID_CONFIG,
                    "The H2 URL " + url + " lacks ';DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0': without the second, commits"
                            + " are lost when the process is killed. Add both.");
        }
        if (!upper.startsWith("JDBC:H2:ASYNC:") && !upper.startsWith("JDBC:H2:TCP:")) {
            throw new PipitException(
                    ErrorCode.INVALID_CONFIG,
                    "The H2 URL " + url + " does not begin with 'jdbc:h2:async:': without it, the first thread that is"
                            + " interrupted while it writes closes the database for all. Write jdbc:h2:async:<path>;….");
        }
        return Kind.H2;
    }

    private void makeTables() throws SQLException {
        try (Connection connection = connections.getConnection()) {
            // Several processes may start at once; PostgreSQL fails where two make the same table.
            one(connection, "pg_advisory_lock");
            try {
                run(connection, RUNS);
                run(connection, ScheduleTables.SQL);
                if (!exists(connection, "qrtz_locks")) {
                    run(connection, quartzTables());
                }
            } finally {
                one(connection, "pg_advisory_unlock");
            }
        }
    }

    private void one(Connection connection, String function) throws SQLException {
        if (kind == Kind.POSTGRESQL) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT " + function + "(" + TABLES_LOCK + ")");
            }
        }
    }

    private static boolean exists(Connection connection, String table) throws SQLException {
        try (ResultSet found = connection.getMetaData().getTables(null, null, table, null)) {
            return found.next();
        }
    }

    private static void run(Connection connection, String script) throws SQLException {
        String plain =
                script.lines().filter(line -> !line.strip().startsWith("--")).collect(Collectors.joining("\n"));
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (String sql : plain.split(";", -1)) {
                if (!sql.isBlank() && !sql.strip().equalsIgnoreCase("commit")) {
                    statement.execute(sql);
                }
            }
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private String quartzTables() {
        String path = "org/quartz/impl/jdbcjobstore/" + kind.quartzTables;
        try (InputStream in = org.quartz.Scheduler.class.getClassLoader().getResourceAsStream(path)) {
            if (in == null) {
                throw new PipitException(ErrorCode.INTERNAL, "Quartz's jar lacks " + path + ".");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new PipitException(ErrorCode.INTERNAL, "Cannot read " + path + " of Quartz: " + e.getMessage(), e);
        }
    }
}
