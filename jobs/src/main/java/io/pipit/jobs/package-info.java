/**
 * What starts, watches and records the work of the speed and batch layers.
 *
 * <p>{@code flink}: clusters. {@code plan}: topics and tables of a project. {@code speed}: keeps the speed job running. {@code copy}:
 * runs of copy pipes. {@code schedule}: cron lines. {@code store}: the database that remembers runs and schedules. {@code http}: the
 * control routes.
 */
package io.pipit.jobs;
