package io.pipit.intake.kafka;

/** Is told of each step of a feeder, before the next one; tests let it die there. */
@FunctionalInterface
interface FeederSteps {
    /** Nobody looks. */
    FeederSteps NONE = step -> {};

    /** A step that was done. */
    enum Step {
        CAUGHT_UP,
        BEGUN,
        SOUGHT,
        POLLED,
        TAKEN,
        CUT,
        SENT,
        CONFIRMED,
        COMMITTED,
        REVOKED
    }

    void done(Step step);
}
