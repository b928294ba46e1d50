/**
 * Firings of schedules, kept in the database of runs and schedules: which times are accounted for, what is still to be done, who is to be
 * told. Whatever process wakes up may go on with them; each firing is done once.
 */
package io.pipit.jobs.schedule.firing;
