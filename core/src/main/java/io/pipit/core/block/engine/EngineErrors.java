package io.pipit.core.block.engine;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns failures of the engine into errors that say who can do something about them.
 *
 * <p>Only {@code QUERY_FAILED} can be the fault of the rows or of the query; memory, disk and the engine's own defects have
 * other codes, so that a block is never set aside for them.
 */
final class EngineErrors {
    private static final Pattern TYPED = Pattern.compile("^([A-Za-z ]+) Error: (.*)$", Pattern.DOTALL);
    private static final Pattern CAST_HINT =
            Pattern.compile(" (You might need to|In order to select one, please) add explicit type casts\\.");
    private static final Map<String, ErrorCode> CODES = Map.ofEntries(
            Map.entry("Out of Memory", ErrorCode.OUT_OF_MEMORY),
            Map.entry("IO", ErrorCode.STORAGE_FAILED),
            Map.entry("HTTP", ErrorCode.STORAGE_FAILED),
            Map.entry("Connection", ErrorCode.STORAGE_FAILED),
            Map.entry("Permission", ErrorCode.STORAGE_FAILED),
            Map.entry("INTERRUPT", ErrorCode.QUERY_TIMEOUT),
            Map.entry("Interrupt", ErrorCode.QUERY_TIMEOUT),
            Map.entry("INTERNAL", ErrorCode.INTERNAL),
            Map.entry("Internal", ErrorCode.INTERNAL),
            Map.entry("FATAL", ErrorCode.INTERNAL),
            Map.entry("Fatal", ErrorCode.INTERNAL),
            Map.entry("TransactionContext", ErrorCode.INTERNAL),
            Map.entry("Transaction", ErrorCode.INTERNAL),
            Map.entry("Serialization", ErrorCode.INTERNAL));

    /** What other threads of the engine have met. */
    private static final Pattern NESTED = Pattern.compile("\"exception_message\":\"((?:[^\"\\\\]|\\\\.)*)\"");

    private static final String FULL = "No space left on device";
    private static final String SPILL = "failed to offload data block";

    /** What the engine says before it runs anything. */
    private static final Set<String> TRANSLATION = Set.of("Binder", "Parser", "Catalog", "Not implemented");

    private EngineErrors() {}

    /** The error for a failure of a statement. */
    static PipitException of(Throwable failure) {
        if (failure instanceof PipitException known) {
            return known;
        }
        if (outOfMemory(failure)) {
            return new PipitException(ErrorCode.OUT_OF_MEMORY, text(ErrorCode.OUT_OF_MEMORY, ""), failure);
        }
        String message = String.valueOf(failure.getMessage());
        Matcher typed = TYPED.matcher(message);
        boolean known = typed.matches();
        ErrorCode code = known ? CODES.getOrDefault(typed.group(1), ErrorCode.QUERY_FAILED) : ErrorCode.INTERNAL;
        String detail = plain(known ? typed.group(2) : message);
        String text = code == ErrorCode.QUERY_FAILED ? ofQuery(typed.group(1), detail) : text(code, detail);
        return new PipitException(code, text, failure);
    }

    /** The error for a statement that was not run: what makes no sense to the engine is for nobody else to mend by other data. */
    static PipitException ofPreparation(SQLException failure) {
        Matcher typed = TYPED.matcher(String.valueOf(failure.getMessage()));
        return typed.matches() && TRANSLATION.contains(typed.group(1))
                ? new PipitException(ErrorCode.UNSUPPORTED_SQL, plain(typed.group(2)), failure)
                : of(failure);
    }

    private static String ofQuery(String kind, String detail) {
        String bare = detail.endsWith(".") ? detail.substring(0, detail.length() - 1) : detail;
        return EngineMessages.known(bare)
                .map(m -> "The query failed: " + m)
                .orElseGet(() ->
                        TRANSLATION.contains(kind) ? EngineMessages.refused(detail) : "The query failed: " + detail);
    }

    private static boolean outOfMemory(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            boolean native_ = t.getMessage() != null && t.getMessage().contains("std::bad_alloc");
            if (native_ || t instanceof OutOfMemoryError || t instanceof org.apache.arrow.memory.OutOfMemoryException) {
                return true;
            }
        }
        return false;
    }

    private static String text(ErrorCode code, String detail) {
        return switch (code) {
            case OUT_OF_MEMORY ->
                "The query needs more memory than the engine may use"
                        + (detail.startsWith(SPILL)
                                ? ", and the disk of its temporary files has no room for more. "
                                : ". ")
                        + "Read fewer rows or columns, group by fewer values, or raise the engine's memory: memory.batch for copies"
                        + " and fillings (flink.slot-memory on a Flink cluster), else memory.engine."
                        + (detail.isEmpty() ? "" : " (" + detail + ")");
            case STORAGE_FAILED -> storage(detail);
            case QUERY_TIMEOUT -> "The query was stopped before it was finished.";
            case INTERNAL -> "The query engine failed: " + detail;
            default -> detail;
        };
    }

    private static String storage(String detail) {
        Matcher nested = NESTED.matcher(detail);
        String bare = nested.find() ? nested.group(1).replace("\\\"", "\"") + "." : detail;
        return bare.contains(FULL)
                ? "A disk is full: " + bare + " What was begun is given up; free space, then try again."
                : "Files could not be read or written: " + bare;
    }

    /** The first line, without hints that speak of the engine's own functions and files. */
    private static String plain(String message) {
        int end = message.indexOf('\n');
        String first = (end < 0 ? message : message.substring(0, end)).strip();
        first = CAST_HINT.matcher(first).replaceAll("").replace("java.lang.IllegalArgumentException: ", "");
        return first.endsWith(".") || first.endsWith("!") || first.endsWith("?") ? first : first + ".";
    }
}
