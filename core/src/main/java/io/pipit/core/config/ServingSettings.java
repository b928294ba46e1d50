package io.pipit.core.config;

import java.time.Duration;

/** The serving layer. */
public record ServingSettings(
        @Setting(value = "2", help = "Queries that run at the same time; others wait.", min = 1, max = 1024)
        int concurrentQueries,

        @Setting(value = "10s", help = "After this time a query ends with an error.", min = 1)
        Duration queryTimeout) {}
