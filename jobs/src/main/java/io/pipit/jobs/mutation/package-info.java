/** Deletions of rows, at an edge of the speed layer: asked for, worked on one at a time, tried again while that may help. */
package io.pipit.jobs.mutation;
