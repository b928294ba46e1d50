package io.pipit.jobs.deploy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A deployment that this process works on. A process that leads no more may notice it late: another one has then ended the deployment in
 * its own way, and nothing here may change it or its tables any more.
 */
final class OnItsWay {
    private final DeploymentStore store;
    private final StillOurs ours;
    private volatile Deployment now;

    /** One that is in the store like this. */
    OnItsWay(DeploymentStore store, Deployment now) {
        this.store = store;
        this.now = now;
        this.ours = new StillOurs("deployment " + now.id(), this::held);
    }

    /** As it was written last. */
    Deployment now() {
        return now;
    }

    long id() {
        return now.id();
    }

    /**
     * Writes how far it is.
     *
     * @throws PipitException {@code NOT_READY} where another process has taken it over
     */
    Deployment to(UnaryOperator<Deployment> further) {
        Deployment next = further.apply(now);
        if (!store.change(now.state(), next)) {
            throw overtaken();
        }
        now = next;
        return next;
    }

    PipitException overtaken() {
        return new PipitException(
                ErrorCode.NOT_READY,
                "Another process leads now and has taken deployment " + id() + " over. 'pipit deployment show " + id()
                        + "' says what became of it.");
    }

    /** The process ends: whoever comes next finds the deployment where it is. */
    void stop() {
        ours.stop();
    }

    /** Whether it is still this process that has to change tables for it, and to take back what was changed. */
    boolean ours() {
        return ours.holds();
    }

    private boolean held() {
        return store.find(id()).map(Deployment::state).equals(Optional.of(now.state()));
    }
}
