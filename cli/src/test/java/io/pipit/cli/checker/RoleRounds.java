package io.pipit.cli.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.cli.checker.Versions.Version;
import io.pipit.cli.services.Installation;
import io.pipit.cli.services.LocalServices;
import io.pipit.core.services.Service;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Kills processes of roles and services at random moments, and starts them again, under the checker: one intake takes all events, each
 * serving process is asked.
 */
final class RoleRounds implements AutoCloseable {
    /** Whether a process did what it was passed is not known when it dies meanwhile. */
    private static final Set<String> ALLOWED = Set.of("ACCEPTANCE_UNKNOWN");

    private final Path folder;
    private final LocalServices services;
    private final Dying kind;
    private final Installation all;
    private final long seed;
    private final Random random;

    /** What is killed: processes of roles alone, over services within this process, or with each of them a service, too. */
    enum Dying {
        ROLES,
        ROLES_AND_SERVICES
    }

    RoleRounds(Path folder, long seed, Dying dying) throws Exception {
        this.folder = folder;
        this.seed = seed;
        this.kind = dying;
        this.random = new Random(seed);
        this.services = new LocalServices(folder);
        if (dying == Dying.ROLES) {
            services.kafka().postgres().sharedFolder();
        } else {
            services.inProcesses().kafka().postgres().s3().restCatalog();
        }
        this.all = new Installation(
                services,
                folder,
                "speed.commit-interval: 2s",
                "intake.block-size: 64KB",
                "serving.query-timeout: 50s",
                "memory.engine: 400MB");
    }

    /** Runs so many kills, in turn, while so many versions go live; fails at the first wrong answer. */
    void run(int kills, int deploys) throws Exception {
        String repeat = "mvn verify -Pcluster -Dit.test=RolesCheckerClusterIT -Droles.kills=" + kills
                + " -Droles.deploys=" + deploys
                + " -Droles.services=" + (kind == Dying.ROLES_AND_SERVICES) + " -Dseed=" + seed;
        System.out.println("Role rounds: " + repeat);
        List<PipitProcess> schedule = all.two("schedule");
        List<PipitProcess> intake = all.two("intake");
        List<PipitProcess> serve = all.two("serve");
        all.awaitReady();
        Versions versions = new Versions(folder, new Random(seed + 1));
        Version first = versions.first();
        boolean deploying = deploys > 0;
        all.deploy(deploying ? versions.write(first) : CheckerProject.copy(folder.resolve("project")), intake.get(1));
        if (deploying) {
            all.awaitSame(Stream.of(intake, serve).flatMap(List::stream).toList());
        }
        Target control = new Whole(serve.get(0));
        try (Checker checker = new Checker(intake.get(0), serve, control, seed, ALLOWED)) {
            if (deploying) {
                checker.deploys(
                        versions,
                        first,
                        deploys,
                        Stream.of(schedule, intake, serve).flatMap(List::stream).toList(),
                        serve,
                        ALLOWED,
                        seed + 100);
            }
            checker.start();
            Turns<List<PipitProcess>> roles = new Turns<>(List.of(schedule, intake, serve), random);
            Turns<Optional<Service>> dying = new Turns<>(killable(), random);
            for (int i = 0; i < kills; i++) {
                pauseAtMost(4_000, checker);
                checker.failIfWrong(repeat);
                List<PipitProcess> role = roles.next();
                PipitProcess process = role.get(random.nextInt(2));
                if (deploying && role == schedule && random.nextInt(4) > 0) {
                    process = leaderWithinADeployment(schedule, checker).orElse(process);
                }
                Optional<Service> service = dying.next();
                process.kill();
                if (service.isPresent()) {
                    all.kill(service.get());
                }
                pauseAtMost(2_000, checker);
                if (service.isPresent()) {
                    service.get().start();
                }
                process.start();
                all.awaitReady();
                String with = service.map(s -> ", with " + s).orElse("");
                System.out.println("  kill " + (i + 1) + " of " + kills + with + ": " + checker.summary());
            }
            if (deploying) {
                checker.awaitDeployed();
            }
            checker.awaitCopied();
            checker.finish();
            checker.failIfWrong(repeat);
            assertThat(checker.judged()).as("answers judged").isPositive();
            System.out.println("  " + checker.summary());
        }
    }

    /** The process that leads, in some moment of a deployment, where one comes soon. */
    private Optional<PipitProcess> leaderWithinADeployment(List<PipitProcess> schedule, Checker checker) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (!checker.deploying() && System.nanoTime() < deadline && !checker.failed()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        pauseAtMost(4_000, checker);
        return schedule.stream().filter(Installation::leads).findFirst();
    }

    /** Nothing where they are parts of this process. */
    private List<Optional<Service>> killable() {
        return kind == Dying.ROLES_AND_SERVICES
                ? services.processes().stream().map(Optional::of).toList()
                : List.of(Optional.empty());
    }

    /** One that stands for all: what it is asked may be done by any, so its life ends with that of any. */
    private final class Whole implements Target {
        private final PipitProcess asked;

        Whole(PipitProcess asked) {
            this.asked = asked;
        }

        @Override
        public URI api(String path) {
            return asked.api(path);
        }

        @Override
        public HttpClient http() {
            return asked.http();
        }

        @Override
        public int life() {
            return all.lives();
        }

        @Override
        public String output() {
            return all.output();
        }
    }

    private void pauseAtMost(int millis, Checker checker) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(millis) + 50);
        while (System.nanoTime() < deadline && !checker.failed()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    @Override
    public void close() throws Exception {
        all.close();
    }
}
