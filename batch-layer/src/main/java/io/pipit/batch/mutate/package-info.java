/**
 * Deletes and replaces rows of a table at an edge, as a Flink batch job: rows that arrive later are not touched.
 *
 * <p>{@code MutateJob} makes the job, {@code MutateWork} does the work and knows no Flink, {@code ChangeCommit} lets each change in once.
 */
package io.pipit.batch.mutate;
