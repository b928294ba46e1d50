package io.pipit.jobs.schedule.firing;

import java.time.Duration;

/**
 * How a schedule is doing.
 *
 * @param schedule its id
 * @param failed whether the newest firing that has ended was not done: it failed, was missed, or one before it failed
 * @param late for how long the oldest firing that has not ended has been due; zero where none is open
 */
public record Standing(String schedule, boolean failed, Duration late) {}
