/**
 * One run of a copy pipe as a Flink batch job: the pipe's query over pinned snapshots, written and committed to its target.
 *
 * <p>{@code CopyJob} makes the job, {@code CopyOperator} runs in it, {@code CopyWork} does the work and knows no Flink.
 */
package io.pipit.batch.copy;
