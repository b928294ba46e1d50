package io.pipit.core.lake;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;

/** Turns failures of the catalog into errors that a user can read. */
final class CatalogErrors {
    private static final int TIMES_ANEW = 5;

    private CatalogErrors() {}

    /**
     * Runs an action on the catalog, which may be done again. Files of a table's metadata are deleted some commits after they were
     * replaced: whoever was told of one and is slow asks anew.
     */
    static <T> T asking(String what, Supplier<T> action) {
        for (int again = TIMES_ANEW; ; again--) {
            try {
                return action.get();
            } catch (NotFoundException e) {
                if (again == 0) {
                    throw of(what, e);
                }
            } catch (RuntimeException e) {
                throw of(what, e);
            }
        }
    }

    /** What is said of a disk that has no room. */
    private static Optional<String> full(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .map(cause -> String.valueOf(cause.getMessage()))
                .filter(text -> text.contains("No space left on device") || text.contains("Disk quota exceeded"))
                .findFirst();
    }

    static PipitException of(String what, RuntimeException failure) {
        if (failure instanceof PipitException known) {
            return known;
        }
        if (failure instanceof NoSuchTableException) {
            return new PipitException(
                    ErrorCode.UNKNOWN_TABLE, "The table is gone from the lake while " + what + ".", failure);
        }
        if (failure instanceof IllegalStateException
                && String.valueOf(failure.getMessage()).contains("UUID")) {
            return new PipitException(
                    ErrorCode.COMMIT_CONFLICT,
                    "The table was made anew by another process while " + what + ". Open it again.",
                    failure);
        }
        Optional<String> full = full(failure);
        if (full.isPresent()) {
            return new PipitException(
                    ErrorCode.STORAGE_FAILED,
                    "A disk is full: the lake failed while " + what + " (" + full.get()
                            + "). What was begun is given up; free space, then try again.",
                    failure);
        }
        return new PipitException(
                ErrorCode.CATALOG_UNAVAILABLE,
                "The catalog of the lake failed while " + what + " ("
                        + failure.getClass().getSimpleName() + ": " + failure.getMessage()
                        + "). Check that its database and the warehouse can be reached; the same call may be repeated.",
                failure);
    }
}
