package io.pipit.core.config;

import java.time.Duration;

/** The serving layer. */
public record ServingSettings(
        @Setting(value = "2", help = "Queries that run at the same time; others wait.", min = 1, max = 1024)
        int concurrentQueries,

        @Setting(value = "10s", help = "After this time a query ends with an error.", min = 1)
        Duration queryTimeout,

        @Setting(
                value = "5s",
                help =
                        "How long it may take to bring the target of a COPY_MODE lambda up to date; over it, it is read as its last run left it.",
                min = 1)
        Duration lambdaTime,

        @Setting(
                value = "2000000",
                help = "How many rows may be read or made in each step of that.",
                min = 1,
                max = 1_000_000_000)
        int lambdaRows) {}
