package io.pipit.jobs.reconcile;

/** A run was asked to stop, and stops at a place from where it can go on. */
final class StoppedException extends RuntimeException {
    StoppedException() {
        super("stopped", null, false, false);
    }
}
