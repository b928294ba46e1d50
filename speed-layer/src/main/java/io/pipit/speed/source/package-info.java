/**
 * Where the speed job starts to read: the enumerator takes coverage from the lake whenever readers ask for splits, a split is one
 * partition of one landing log, and nothing of it is kept in Flink's state.
 */
package io.pipit.speed.source;
