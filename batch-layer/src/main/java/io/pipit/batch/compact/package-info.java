/**
 * Makes few sorted files of many small ones, by the merge rule of the table's engine clause: the rows change, what is read does not.
 *
 * <p>{@code FileGroups} chooses the files, {@code CompactSql} says what becomes of their rows, {@code CompactTable} writes and commits,
 * {@code CompactJob} is the Flink job around it.
 */
package io.pipit.batch.compact;
