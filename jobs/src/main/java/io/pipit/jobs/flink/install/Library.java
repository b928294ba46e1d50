package io.pipit.jobs.flink.install;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A library that jobs need on a cluster.
 *
 * @param name of its jar, without the version
 * @param marker a class in it
 * @param need who needs it
 */
record Library(String name, String marker, Need need) {
    /** Who needs it. */
    enum Need {
        ALWAYS,
        /** Warehouses in buckets. */
        S3,
        /** Catalogs in PostgreSQL. */
        POSTGRESQL
    }

    /** All of them. */
    static List<Library> all() {
        try (InputStream in = Library.class.getResourceAsStream("libraries.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("\\s+"))
                    .map(words -> new Library(words[0], words[1], Need.valueOf(words[2].toUpperCase(Locale.ROOT))))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether no other library has a jar of this name: those of the AWS SDK are named {@code utils}, {@code auth} and the like. */
    boolean unmistakable() {
        return !marker.startsWith("software.amazon.awssdk.");
    }

    /** Whether a file is this library's jar. */
    boolean is(String fileName) {
        return fileName.matches(Pattern.quote(name) + "-\\d.*\\.jar");
    }
}
