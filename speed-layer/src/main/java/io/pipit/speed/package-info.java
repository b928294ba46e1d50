/**
 * The speed layer: one Flink streaming job that reads the landing logs and keeps every table up to date.
 *
 * <p>{@link io.pipit.speed.SpeedJob} builds the job from {@link io.pipit.speed.SpeedJobConfig}. Its way is
 * {@code source} (blocks from coverage on) → {@code materialize} (views, fresh rows, Parquet files) → {@code commit} (one commit
 * for each table and epoch). It keeps no Flink state: a barrier only cuts an epoch, and a start reads coverage from the lake.
 */
package io.pipit.speed;
