/** The cron lines of copy pipes, kept in Quartz's persistent store. */
package io.pipit.jobs.schedule;
