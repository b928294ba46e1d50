package io.pipit.core.project.foreign;

import io.pipit.core.jdbc.JdbcAddress;

/**
 * A table or view of PostgreSQL.
 *
 * @param address of its database
 * @param schema or the empty text for where the database finds the name by itself
 * @param table its name, as the database has it
 */
public record PostgresTable(JdbcAddress address, String schema, String table) {
    /** How the table is named for people, and told from others: without the password. */
    public String name() {
        String place = address.url()
                .replaceFirst("^" + JdbcAddress.POSTGRES + "(//)?", "")
                .replaceFirst("\\?.*", "");
        return "postgresql " + place + " " + written() + " as " + address.user();
    }

    /** Its name with the schema, where one was given. */
    public String written() {
        return schema.isEmpty() ? table : schema + "." + table;
    }

    @Override
    public String toString() {
        return name();
    }
}
