package io.pipit.jobs.deploy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.deploy.Deployment.State;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A deployment that this process works on. A process that leads no more may notice it late: another one has then ended the deployment in
 * its own way, and nothing here may change it or its tables any more.
 */
final class OnItsWay {
    private static final Logger LOG = LoggerFactory.getLogger(OnItsWay.class);
    private static final long ASKED_AGAIN_MILLIS = 250;
    private static final int TRIES = 80;

    private final DeploymentStore store;
    private Deployment now;
    private volatile boolean stopping;

    /** One that is in the store like this. */
    OnItsWay(DeploymentStore store, Deployment now) {
        this.store = store;
        this.now = now;
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
        stopping = true;
    }

    /**
     * Whether it is still this process that has to change tables for it, and to take back what was changed. Where the store cannot be
     * asked it is asked again; a process that leads no more is told to stop meanwhile.
     */
    boolean ours() {
        for (int i = 0; i < TRIES && !stopping; i++) {
            try {
                Optional<State> held = store.find(id()).map(Deployment::state);
                return !stopping && held.equals(Optional.of(now.state()));
            } catch (PipitException e) {
                LOG.warn("Whether deployment {} is still led from here is asked again: {}", id(), e.getMessage());
                pause();
            }
        }
        return !stopping;
    }

    private void pause() {
        try {
            Thread.sleep(ASKED_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping = true;
        }
    }
}
