/**
 * The Iceberg tables: what they hold is said by the coverage in each snapshot, and {@code CommitLoop} is the one way in which they
 * change.
 *
 * <p>Start at {@link io.pipit.core.lake.Lake} and {@link io.pipit.core.lake.LakeTable}. {@code layout} maps a project's tables to
 * Iceberg's, {@code file} writes and reads Parquet with the engine, {@code io} is Iceberg's access to local files.
 */
package io.pipit.core.lake;
