/** Flink clusters as Pipit sees them: submit a job, watch it, cut a checkpoint, end it. */
package io.pipit.jobs.flink;
