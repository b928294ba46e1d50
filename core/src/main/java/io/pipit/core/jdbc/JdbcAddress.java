package io.pipit.core.jdbc;

import java.io.Serializable;
import java.util.Objects;

/**
 * Where a database is and who asks it.
 *
 * @param name of the connection, for messages
 * @param url of JDBC
 * @param user or the empty text when the URL says it
 * @param password or the empty text
 */
public record JdbcAddress(String name, String url, String user, String password) implements Serializable {
    /** The start of URLs of PostgreSQL. */
    public static final String POSTGRES = "jdbc:postgresql:";

    /** Refuses nulls. */
    public JdbcAddress {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
    }

    /** Whether it is PostgreSQL, or speaks as that does. */
    public boolean postgres() {
        return url.startsWith(POSTGRES);
    }

    @Override
    public String toString() {
        return name + " at " + url.replaceFirst("\\?.*", "");
    }
}
