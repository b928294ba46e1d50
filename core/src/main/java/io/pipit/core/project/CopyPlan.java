package io.pipit.core.project;

/**
 * A copy pipe.
 *
 * @param pipe its name; its feed is {@code Feed.copy(pipe)}
 * @param target the table it writes to
 * @param mode append or replace
 * @param schedule a cron line as written, or the empty text for on demand
 */
public record CopyPlan(String pipe, String target, Mode mode, String schedule) {
    /** What happens with the rows that are there. */
    public enum Mode {
        APPEND,
        REPLACE
    }
}
