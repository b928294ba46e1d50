package io.pipit.jobs.flink.install;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.InvalidClassException;
import java.util.Comparator;
import java.util.Optional;

/** Finds the library that is missing in what a process of a cluster says. */
public final class LibraryMissing {
    private static final String OURS = "io.pipit.";

    private LibraryMissing() {}

    /** What to say and do about it. */
    static String text(String where, String what) {
        return where + " lacks in its lib/ folder: " + what
                + ". Run 'pipit cluster lib FLINK_HOME/lib' for each installation, and start its processes again.";
    }

    /** The named error behind a class that was not found, or was found in another form. */
    public static Optional<PipitException> of(Throwable failure) {
        if (failure instanceof InvalidClassException) {
            return Optional.of(mismatch(failure));
        }
        if (!(failure instanceof ClassNotFoundException) && !(failure instanceof LinkageError)) {
            return Optional.empty();
        }
        String name = String.valueOf(failure.getMessage())
                .replace('/', '.')
                .replace("Could not initialize class ", "")
                .strip();
        if (name.startsWith(OURS)) {
            return Optional.of(mismatch(failure));
        }
        return Optional.of(new PipitException(
                ErrorCode.LIBRARY_MISSING,
                text("A process of the Flink cluster", library(name).orElse("the class " + name)),
                failure));
    }

    private static PipitException mismatch(Throwable failure) {
        return new PipitException(
                ErrorCode.JAR_MISMATCH,
                "A process of the Flink cluster has other classes of Pipit than those that made the job (" + failure
                        + "). Remove Pipit's jars from its lib/ folder: a job brings its own.",
                failure);
    }

    /** The library with most of its package in common. */
    private static Optional<String> library(String type) {
        return Library.all().stream()
                .filter(library -> common(library.marker(), type) >= 3)
                .max(Comparator.comparingInt(library -> common(library.marker(), type)))
                .map(Library::name);
    }

    private static int common(String one, String other) {
        String[] left = one.split("\\.");
        String[] right = other.split("\\.");
        int parts = 0;
        while (parts < Math.min(left.length, right.length) && left[parts].equals(right[parts])) {
            parts++;
        }
        return parts == 2 && left.length == 3 ? 3 : parts;
    }
}
