package io.pipit.core.jdbc;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/**
 * Opens connections. PostgreSQL's driver ships with Pipit; others are found on the class path and in a folder of jars. A connection reads
 * in UTC and without auto-commit: otherwise PostgreSQL's driver would hold a whole result in memory.
 */
public final class JdbcConnections {
    private static final int CONNECT_SECONDS = 10;

    private final Optional<Path> drivers;
    private final Map<List<Path>, ClassLoader> loaders = new ConcurrentHashMap<>();
    private final Set<Connection> given = ConcurrentHashMap.newKeySet();
    private volatile boolean aborted;

    /** With further drivers in the jars of a folder, which need not exist. */
    public JdbcConnections(Path drivers) {
        this.drivers = Optional.of(drivers);
    }

    /** Without further drivers: to PostgreSQL. */
    public JdbcConnections() {
        this.drivers = Optional.empty();
    }

    /**
     * A new connection that only reads, at one state of the database for its whole life.
     *
     * @throws PipitException {@code SOURCE_UNAVAILABLE}, or {@code SOURCE_INVALID} for wrong credentials and unknown drivers
     */
    public Connection reading(JdbcAddress address) {
        Connection connection = open(address);
        try {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            if (connection.getMetaData().supportsTransactionIsolationLevel(Connection.TRANSACTION_REPEATABLE_READ)) {
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            }
        } catch (SQLException e) {
            closeQuietly(connection);
            throw JdbcErrors.of(address, e);
        }
        given.removeIf(JdbcConnections::closed);
        given.add(connection);
        if (aborted) {
            abort();
        }
        return connection;
    }

    /** Ends whatever is read through these connections now or later, by whichever thread; that gets {@code SOURCE_UNAVAILABLE}. */
    public void abort() {
        aborted = true;
        given.forEach(connection -> {
            try {
                if (connection.isWrapperFor(PGConnection.class)) {
                    // By another connection: a database that has no row to send does not see that nobody waits.
                    connection.unwrap(PGConnection.class).cancelQuery();
                }
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                // it has ended already
            }
        });
    }

    private static boolean closed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }

    private Connection open(JdbcAddress address) {
        Properties properties = new Properties();
        if (!address.user().isEmpty()) {
            properties.setProperty("user", address.user());
            properties.setProperty("password", address.password());
        }
        if (address.postgres()) {
            properties.setProperty("options", "-c TimeZone=UTC");
            properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
            properties.setProperty("ApplicationName", "pipit");
            properties.setProperty("tcpKeepAlive", "true");
        }
        try {
            Connection connection = driver(address).connect(address.url(), properties);
            if (connection == null) {
                throw unknown(address);
            }
            return connection;
        } catch (SQLException e) {
            throw JdbcErrors.of(address, e);
        }
    }

    private Driver driver(JdbcAddress address) throws SQLException {
        for (Driver driver : ServiceLoader.load(Driver.class, loader())) {
            if (driver.acceptsURL(address.url())) {
                return driver;
            }
        }
        return DriverManager.drivers()
                .filter(driver -> accepts(driver, address))
                .findFirst()
                .orElseThrow(() -> unknown(address));
    }

    private static boolean accepts(Driver driver, JdbcAddress address) {
        try {
            return driver.acceptsURL(address.url());
        } catch (SQLException e) {
            return false;
        }
    }

    private ClassLoader loader() {
        ClassLoader own = JdbcConnections.class.getClassLoader();
        List<Path> jars = jars();
        return jars.isEmpty() ? own : loaders.computeIfAbsent(jars, JdbcConnections::loader);
    }

    private static ClassLoader loader(List<Path> jars) {
        return new URLClassLoader(
                jars.stream().map(JdbcConnections::url).toArray(URL[]::new), JdbcConnections.class.getClassLoader());
    }

    private List<Path> jars() {
        return drivers.filter(Files::isDirectory).map(JdbcConnections::jars).orElse(List.of());
    }

    private static List<Path> jars(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.INVALID_CONFIG, "The folder " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PipitException unknown(JdbcAddress address) {
        return new PipitException(
                ErrorCode.SOURCE_INVALID,
                "There is no driver for " + address + "."
                        + drivers.map(folder -> " Put its jar into the folder '" + folder
                                        + "' and start again; PostgreSQL's driver is there already.")
                                .orElse(
                                        " On a Flink cluster PostgreSQL's driver belongs into the folder lib/ of each process:"
                                                + " 'pipit cluster lib' makes such a folder; start the cluster again with it."));
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // the first failure is told
        }
    }
}
