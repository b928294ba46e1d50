package io.pipit.cli.embedded;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.deploy.Deployment;
import io.pipit.jobs.deploy.Deployment.State;
import io.pipit.jobs.deploy.DeploymentStore;
import io.pipit.jobs.installation.LivePointer;
import io.pipit.jobs.installation.LivePointer.At;
import io.pipit.serving.TablesInPlace;
import java.util.Set;

/**
 * Whether the tables are those of the version that the pointer names. The leader says first that it switches, or that a switch is
 * completed, then changes the tables, then moves the pointer: in between they are of both.
 */
final class TablesOfPointer implements TablesInPlace {
    private static final Set<State> BEFORE_TABLES = Set.of(State.FILLING, State.STAGED);

    private final LivePointer pointer;
    private final DeploymentStore versions;

    TablesOfPointer(LivePointer pointer, DeploymentStore versions) {
        this.pointer = pointer;
        this.versions = versions;
    }

    @Override
    public String moment() {
        At at = pointer.now();
        long placed = versions.open()
                .filter(open -> open.state() == State.SWITCHING)
                .or(() -> versions.newest(State.LIVE))
                .map(Deployment::id)
                .orElse(at.deployment());
        if (placed != at.deployment()) {
            throw new PipitException(
                    ErrorCode.NOT_READY,
                    "The tables of deployment " + placed + " take the places of those of deployment " + at.deployment()
                            + ". Queries are answered when they have.");
        }
        return at.generation() + "/"
                + versions.newest(1).stream()
                        .findFirst()
                        .map(d -> changed(d, at))
                        .orElse("");
    }

    /** Another text once it may have changed tables, also where it has taken that back. */
    private static String changed(Deployment newest, At at) {
        boolean known = newest.id() == at.deployment() || BEFORE_TABLES.contains(newest.state());
        return newest.id() + (known ? "" : " " + newest.state());
    }
}
