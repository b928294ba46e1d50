/**
 * The heart of the speed job: blocks that wait run through every view in one execution each, the partial rows go to the fresh topic
 * at once, and at each barrier everything since the last one becomes sorted Parquet files.
 */
package io.pipit.speed.materialize;
