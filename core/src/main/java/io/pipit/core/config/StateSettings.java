package io.pipit.core.config;

/** Where the embedded stack keeps its data. */
public record StateSettings(
        @Setting(value = ".pipit", help = "Folder of the embedded stack's data, relative to the project.")
        String folder) {}
