/** What {@code cron-configs} and the pipes say about when something runs: read, laid over one another, checked. */
package io.pipit.jobs.schedule.config;
