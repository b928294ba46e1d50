/** Parquet files of a table: written, described to Iceberg, and read by the engine. */
package io.pipit.core.lake.file;
