package io.pipit.cli.embedded;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.jobs.deploy.Deployment;
import io.pipit.jobs.deploy.DeploymentStore;
import io.pipit.jobs.installation.LivePointer;
import io.pipit.jobs.installation.LivePointer.At;
import io.pipit.jobs.installation.Processes;
import io.pipit.jobs.installation.Processes.Seen;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Moves the pointer that other processes follow, and waits for them. A process that goes away meanwhile is not waited for. */
final class RemoteFollowers implements OtherProcesses {
    private static final long STEP_MILLIS = 100;

    private final LivePointer pointer;
    private final Processes processes;
    private final Duration readersPatience;
    private final Duration intakePatience;
    private final ShownElsewhere shown;
    private volatile DeploymentStore versions;

    RemoteFollowers(
            LivePointer pointer,
            Processes processes,
            ShownElsewhere shown,
            Duration readersPatience,
            Duration intakePatience) {
        this.pointer = pointer;
        this.processes = processes;
        this.shown = shown;
        this.readersPatience = readersPatience;
        this.intakePatience = intakePatience;
    }

    @Override
    public void begin(DeploymentStore store, Plan first, List<String> anew) {
        versions = store;
        long live = store.newest(Deployment.State.LIVE).map(Deployment::id).orElse(0L);
        At at = pointer.now();
        if (at.deployment() != live || at.generation() == 0 || !anew.isEmpty()) {
            pointer.readersTo(live);
        }
        pointer.intakeFollows();
    }

    @Override
    public void tables(Plan next) {
        Optional<Deployment> switching = versions.open().filter(open -> open.state() == Deployment.State.SWITCHING);
        pointer.readersTo(switching
                .or(() -> versions.newest(Deployment.State.LIVE))
                .map(Deployment::id)
                .orElseThrow());
    }

    @Override
    public void readers(Plan next) {
        long wanted = pointer.now().generation();
        await(Role.SERVE, readersPatience, seen -> seen.generation() >= wanted);
    }

    @Override
    public void intake(Plan next) {
        long wanted = pointer.intakeFollows().intake();
        await(Role.INTAKE, intakePatience, seen -> seen.intake() >= wanted);
    }

    @Override
    public void awaitGone(String dataSource, String condition) {
        shown.awaitGone(dataSource, condition);
    }

    private void await(Role role, Duration patience, Predicate<Seen> there) {
        long deadline = System.nanoTime() + patience.toNanos();
        List<Seen> behind = behind(role, there);
        while (!behind.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new PipitException(
                        ErrorCode.NOT_READY,
                        "Not all processes have the new version yet; these follow by themselves: "
                                + String.join(
                                        ", ", behind.stream().map(Seen::url).toList()) + ".");
            }
            try {
                Thread.sleep(STEP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new PipitException(ErrorCode.NOT_READY, "Interrupted while processes follow.", e);
            }
            behind = behind(role, there);
        }
    }

    private List<Seen> behind(Role role, Predicate<Seen> there) {
        return processes.running().stream()
                .filter(seen -> seen.roles().contains(role.toString()) && !there.test(seen))
                .toList();
    }
}
