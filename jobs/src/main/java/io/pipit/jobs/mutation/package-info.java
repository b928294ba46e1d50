/**
 * Changes of rows at an edge of the speed layer: deletions, replacements by files, files that are fetched.
 *
 * <p>{@code RowChanges} is the entrance: asked for, remembered, worked on one at a time, tried again while that may help.
 */
package io.pipit.jobs.mutation;
