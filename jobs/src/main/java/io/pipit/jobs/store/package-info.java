/** The database that remembers runs and schedules: H2 in the embedded stack, PostgreSQL at scale. */
package io.pipit.jobs.store;
