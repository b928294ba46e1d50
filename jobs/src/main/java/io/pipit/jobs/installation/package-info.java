/**
 * What the processes of one installation agree on in their database: which version is live, who runs, and which of them looks after
 * schedules, deployments and the speed job.
 */
package io.pipit.jobs.installation;
