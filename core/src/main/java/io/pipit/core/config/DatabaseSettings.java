package io.pipit.core.config;

/** The database of versions, runs and schedules. */
public record DatabaseSettings(
        @Setting(
                value = "",
                help =
                        "`jdbc:postgresql://host/database`; empty takes the catalog's where that is PostgreSQL, else one in the state folder.")
        String uri,

        @Setting(value = "", help = "User of the database.") String user,

        @Setting(value = "", help = "Password of the user; better given in the environment.")
        String password) {}
