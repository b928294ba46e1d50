package io.pipit.jobs.flink;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.rest.messages.JobExceptionsInfoWithHistory.RootExceptionInfo;

/**
 * A failure after which a job began again by itself, as Flink's restart strategy says: the job does not end, and nobody is told.
 *
 * @param atMillis when, by the cluster's clock
 * @param reason the innermost cause
 */
public record JobFault(long atMillis, String reason) {
    private static final String CAUSED_BY = "Caused by: ";
    private static final String NAMED = "io.pipit.core.error.PipitException: ";

    /** The newest one that a job remembers. */
    static Optional<JobFault> newest(List<RootExceptionInfo> history) {
        return history.stream()
                .max(Comparator.comparingLong(RootExceptionInfo::getTimestamp))
                .map(e -> new JobFault(e.getTimestamp(), reason(e.getStacktrace())));
    }

    private static String reason(String stack) {
        String line = innermost(stack);
        return line.startsWith(NAMED) ? line.substring(NAMED.length()) : line;
    }

    /** The first line of the innermost cause in the text of a stack. */
    static String innermost(String stack) {
        return stack.lines()
                .filter(line -> line.startsWith(CAUSED_BY))
                .reduce((outer, inner) -> inner)
                .map(line -> line.substring(CAUSED_BY.length()))
                .or(() -> stack.lines().findFirst())
                .orElse("no reason given");
    }
}
