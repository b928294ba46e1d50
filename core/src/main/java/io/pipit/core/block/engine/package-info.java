/**
 * The vectorized engine that runs translated SQL on blocks, on files of the lake and at query time: DuckDB, with rows going
 * in and out as Arrow streams.
 */
package io.pipit.core.block.engine;
