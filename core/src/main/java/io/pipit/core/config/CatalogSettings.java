package io.pipit.core.config;

import java.util.Map;

/** The catalog of the tables. */
public record CatalogSettings(
        @Setting(
                value = "",
                help =
                        "`jdbc:postgresql://host/database`, or `http(s)://…` of an Iceberg REST catalog; empty keeps one in the state folder.")
        String uri,

        @Setting(value = "", help = "User of the database.") String user,

        @Setting(value = "", help = "Password of the user; better given in the environment.")
        String password,

        @Setting(
                value = "",
                help =
                        "Further properties of Iceberg's catalog, for instance `catalog.properties.token` for a REST catalog.")
        Map<String, String> properties) {
    /** Copies the properties. */
    public CatalogSettings {
        properties = Map.copyOf(properties);
    }
}
