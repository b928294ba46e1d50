/**
 * The batch layer: Flink batch jobs over pinned snapshots of the lake. Each kind of job has a package of its own; {@code copy} is the
 * first.
 */
package io.pipit.batch;
