/**
 * What keeps an installation small: compaction, expiry of snapshots, orphan files, and trimming of topics; by schedule and on demand.
 *
 * <p>{@code MaintenanceRuns} is the entrance: it works on one run at a time and remembers what came of it. {@code MaintenanceSettings}
 * are read from {@code cron-configs}.
 */
package io.pipit.jobs.maintenance;
