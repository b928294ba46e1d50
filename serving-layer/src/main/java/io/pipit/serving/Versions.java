package io.pipit.serving;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.serving.state.Deployment;
import io.pipit.serving.state.ServingVersion;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The version that answers, and the one that shall follow it: after a reload, and after a gap. Queries move over by one pointer when
 * the new version is as far as the old one. Changed by one thread.
 */
final class Versions {
    private static final Logger LOG = LoggerFactory.getLogger(Versions.class);
    private static final long FIRST_RETRY_MILLIS = 500;
    private static final long LAST_RETRY_MILLIS = 10_000;

    private final Deployment deployment;
    private final TablesInPlace tables;
    private String opened = "";
    private volatile ServingVersion current;
    private volatile Plan wanted;
    private volatile String obstacle = "No project has been deployed yet.";
    private ServingVersion next;
    private long retryMillis = FIRST_RETRY_MILLIS;
    private long notBeforeNanos = System.nanoTime();
    private int made;

    Versions(Deployment deployment, TablesInPlace tables) {
        this.deployment = deployment;
        this.tables = tables;
    }

    /** The version that answers. */
    ServingVersion current() {
        ServingVersion now = current;
        if (now == null) {
            throw new PipitException(ErrorCode.NOT_READY, "Queries are not answered yet: " + obstacle);
        }
        return now;
    }

    /** Whether a version answers. */
    boolean started() {
        return current != null;
    }

    /** Why the wanted plan is not the one that answers; the empty text when it is. */
    String obstacle() {
        ServingVersion now = current;
        return now != null && now.plan() == wanted ? "" : obstacle;
    }

    /** Sets what shall be served. */
    void want(Plan plan) {
        wanted = plan;
        obstacle = "The project is being read in.";
    }

    /** Whether {@link #step} has something to do. */
    boolean busy() {
        return wanted != null && (next != null || !settled());
    }

    private boolean settled() {
        ServingVersion now = current;
        return now != null && now.plan() == wanted && !hasGap(now) && !now.standing() && !overtaken(now);
    }

    /** Rows that reached the limit cannot be read up to the snapshot that would free them: reading begins at it instead. */
    private boolean overtaken(ServingVersion version) {
        return deployment.budget().full() && version.overtaken();
    }

    private static boolean hasGap(ServingVersion version) {
        return version.cell().current().failures().values().stream().anyMatch(f -> f.code() == ErrorCode.FRESH_GAP)
                || version.mayRecover();
    }

    /** Makes the next version when one is due, and moves queries over when it is as far. */
    void step() {
        if (next != null && next.plan() != wanted) {
            drop();
        }
        if (next == null && !settled() && System.nanoTime() - notBeforeNanos >= 0) {
            open();
        }
        if (next != null) {
            next.adoptAnnounced();
            if (current != null) {
                next.adoptLaterOf(current);
            }
            judge();
        }
    }

    private void open() {
        try {
            opened = tables.moment();
            next = ServingVersion.open(deployment, wanted, ++made);
        } catch (PipitException e) {
            obstacle = e.getMessage();
            LOG.warn("Cannot serve the project yet: {}", e.getMessage());
            later();
        }
    }

    private void judge() {
        ServingVersion old = current;
        if (old != null && (next.mayRecover() || old.plan() == next.plan() && hasGap(next))) {
            drop();
            later();
        } else if (old == null || next.reaches(old)) {
            if (!inPlace()) {
                drop(); // it may have read tables of two versions
                later();
            } else if (old != null && !old.standing()) {
                old.standStill(); // else it would be ahead again when queries move over
            } else {
                moveOver(old);
            }
        } else if (overtaken(old)) {
            drop(); // one that begins at the lake's newest snapshots is as far at once
            later();
        } else {
            // However long it takes: answers of another plan at an older position would go back.
            obstacle = "The project is being read from what the lake covers: "
                    + String.join(", ", next.gap(old).texts());
        }
    }

    /** Whether the tables that the next version has read are those of one version. */
    private boolean inPlace() {
        try {
            return tables.moment().equals(opened);
        } catch (PipitException e) {
            obstacle = e.getMessage();
            return false;
        }
    }

    private void moveOver(ServingVersion old) {
        current = next;
        next = null;
        retryMillis = FIRST_RETRY_MILLIS;
        LOG.info("Version {} answers queries.", current.number());
        if (old != null) {
            old.close();
        }
    }

    private void drop() {
        next.close();
        next = null;
    }

    private void later() {
        notBeforeNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(retryMillis);
        retryMillis = Math.min(LAST_RETRY_MILLIS, retryMillis * 2);
    }

    /** What the fresh rows of all versions take, about. */
    long freshBytes() {
        return (current == null ? 0 : current.freshBytes()) + (next == null ? 0 : next.freshBytes());
    }

    void close() {
        if (next != null) {
            drop();
        }
        if (current != null) {
            current.close();
        }
    }
}
