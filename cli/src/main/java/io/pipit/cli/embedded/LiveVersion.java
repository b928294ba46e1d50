package io.pipit.cli.embedded;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.core.project.Variables;
import io.pipit.jobs.deploy.DeploymentStore;
import io.pipit.jobs.deploy.FirstVersion;
import io.pipit.jobs.installation.LivePointer;
import io.pipit.jobs.installation.LivePointer.At;
import io.pipit.serving.ServingLayer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the parts of this process follow the pointer to the live version. Used by one thread, but for what is said of it. */
final class LiveVersion {
    private static final Logger LOG = LoggerFactory.getLogger(LiveVersion.class);

    private final LivePointer pointer;
    private final DeploymentStore versions;
    private final Variables secrets;
    private final Optional<ServingLayer> serving;
    private final Optional<IntakePart> intake;
    private final Consumer<Plan> operations;

    private Plan plan;
    private long generation;
    private long writingDown;
    private boolean started;
    private volatile long answering;
    private volatile long taking;
    private volatile String obstacle = "No project has been deployed yet.";

    LiveVersion(
            LivePointer pointer,
            DeploymentStore versions,
            Variables secrets,
            Optional<ServingLayer> serving,
            Optional<IntakePart> intake,
            Consumer<Plan> operations) {
        this.pointer = pointer;
        this.versions = versions;
        this.secrets = secrets;
        this.serving = serving;
        this.intake = intake;
        this.operations = operations;
    }

    /** Goes after the pointer. */
    void step() {
        At at = pointer.now();
        if (at.generation() == 0) {
            return;
        }
        if (at.generation() != generation) {
            plan = plan(at.deployment());
            generation = at.generation();
            LOG.info("Going over to deployment {} (generation {})", at.deployment(), generation);
            serving.ifPresent(this::serve);
        }
        serving.filter(s -> answering != generation).ifPresent(this::look);
        // One that has just begun takes the newest version: its tables are there.
        if (intake.isPresent() && taking != generation && (taking == 0 || at.intake() == generation)) {
            intake.get().apply(plan);
            taking = generation;
        }
        obstacle = "";
        if (writingDown != generation) {
            operations.accept(plan);
            writingDown = generation;
        }
    }

    private void serve(ServingLayer layer) {
        if (!started) {
            layer.start(plan);
            started = true;
            return;
        }
        try {
            layer.apply(plan, Duration.ZERO, missing -> {});
        } catch (PipitException e) {
            if (e.code() != ErrorCode.NOT_READY) {
                throw e;
            }
        }
    }

    private void look(ServingLayer layer) {
        try {
            if (layer.plan() == plan) {
                answering = generation;
            }
        } catch (PipitException e) {
            LOG.debug("Not answering yet", e);
        }
    }

    private Plan plan(long deployment) {
        return versions.find(deployment)
                .flatMap(found -> FirstVersion.compiled(found, secrets))
                .orElseThrow(() -> new PipitException(
                        ErrorCode.INVALID_PROJECT,
                        "Deployment " + deployment
                                + " is live, and does not compile in this process. It needs the same version of Pipit and the"
                                + " same secrets as the others."));
    }

    /** Why nothing can be done yet; the empty text when it can. */
    String obstacle() {
        return obstacle;
    }

    /** The generation from which queries are answered, 0 for none. */
    long answering() {
        return answering;
    }

    /** The generation for which events are taken, 0 for none. */
    long taking() {
        return taking;
    }
}
