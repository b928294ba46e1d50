/** Work that one thread does, job by job, while others wait for its end. */
package io.pipit.jobs.queue;
