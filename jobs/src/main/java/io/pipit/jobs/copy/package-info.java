/**
 * Runs of copy pipes (contract C5): asked for, queued by target, tried until they are in or have failed, and remembered.
 *
 * <p>{@code CopyRuns} is the entrance. One try of a run is {@code CopyAttempt}: find the edge ({@code EdgeFinder}), pin it, submit the
 * batch job, wait, tell readers, unpin.
 */
package io.pipit.jobs.copy;
