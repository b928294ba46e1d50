package io.pipit.cli.chaos;

import io.pipit.cli.checker.Checker;
import io.pipit.cli.checker.PipitProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** One process under attack with its checker, and what attacks do to it. */
final class Arena {
    private static final Duration READY = Duration.ofSeconds(300);
    private static final int DEEPEST = 3;
    private static final List<String> STEPS = List.of(
            "blocks_run", "record_published", "files_written", "table_commits", "table_committed", "epoch_committed");

    private final PipitProcess pipit;
    private final BrokerProcess broker;
    private final Checker checker;
    private final Path project;
    private final Random random;
    private final Runnable nested;
    private int depth;
    private int deaths;

    /**
     * An arena.
     *
     * @param nested runs another attack while one holds
     */
    Arena(
            PipitProcess pipit,
            BrokerProcess broker,
            Checker checker,
            Path project,
            Random random,
            Consumer<Arena> nested) {
        this.pipit = pipit;
        this.broker = broker;
        this.checker = checker;
        this.project = project;
        this.random = random;
        this.nested = () -> nested.accept(this);
    }

    Random random() {
        return random;
    }

    String anyStep() {
        return STEPS.get(random.nextInt(STEPS.size()));
    }

    // --- the process

    void kill() throws InterruptedException {
        deaths++;
        pipit.kill();
    }

    void start() throws IOException {
        broker.start();
        Files.deleteIfExists(project.resolve("agent.port"));
        pipit.start();
    }

    void killBroker() throws InterruptedException {
        broker.kill();
    }

    void startBroker() throws IOException {
        broker.start();
    }

    /** Waits until the process has died by itself. */
    void awaitDeath() throws InterruptedException {
        deaths++;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (pipit.alive() && !checker.failed()) {
            if (System.nanoTime() > deadline) {
                pipit.kill(); // nothing comes to the step at which it was to halt
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** Waits until the process is ready and all tables show everything that was acknowledged. */
    void recover() throws Exception {
        if (checker.failed()) {
            return;
        }
        if (!pipit.alive()) {
            throw new AssertionError("The process died.");
        }
        int life = pipit.life();
        pipit.awaitReady(READY);
        if (life != rebornLife) {
            checker.reborn();
            rebornLife = life;
        }
        checker.awaitCurrent();
        deaths = 0;
    }

    /** {@link #recover}, unless an attack around this one may hinder it. */
    void recoverUnlessNested() throws Exception {
        if (depth == 0) {
            recover();
        }
    }

    private int rebornLife = 1;

    // --- faults

    /** A fault for a while. */
    void during(String place, String kind, int times, int chance) throws Exception {
        fault(place, kind, times, chance);
        hold(4_000);
        agent("/calm?place=" + place);
    }

    /** Starts a run of maintenance; it goes on while time passes. */
    void maintain(String task) {
        post("/v0/maintenance/" + task);
        hold(3_000);
    }

    private void post(String path) {
        try {
            HttpResponse<String> answer = pipit.http()
                    .send(
                            HttpRequest.newBuilder(pipit.api(path))
                                    .timeout(Duration.ofSeconds(60))
                                    .POST(HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 == 4) {
                throw new AssertionError(path + ": " + answer.body());
            }
        } catch (IOException e) {
            System.out.println("    " + path + ": the process is down");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    OtherVersion otherVersion() {
        return new OtherVersion(project, random);
    }

    /** Deploys a version; time passes meanwhile. */
    void deploy(Map<String, String> files) {
        String boundary = "version-" + random.nextInt(Integer.MAX_VALUE);
        StringBuilder body = new StringBuilder();
        files.forEach((name, text) -> body.append("--" + boundary + "\r\n")
                .append("Content-Disposition: form-data; name=\"data_project://\"; filename=\"" + name + "\"\r\n\r\n")
                .append(text)
                .append("\r\n"));
        body.append("--" + boundary + "--\r\n");
        meanwhile(
                "/v1/deploy?auto_promote=true&wait=true",
                HttpRequest.BodyPublishers.ofString(body.toString()),
                "multipart/form-data; boundary=" + boundary);
    }

    /** Makes the rows of a view once more; time passes meanwhile. */
    void populate() {
        meanwhile(
                "/v1/materializations/" + otherVersion().anyView() + "/population?truncate=true",
                HttpRequest.BodyPublishers.noBody(),
                "text/plain");
    }

    /** Has rows deleted that a view follows; time passes meanwhile. */
    void cascade() {
        checker.cascade();
        hold(4_000);
        long deadline = System.nanoTime() + READY.toNanos();
        while (depth == 0 && !checker.cascaded() && !checker.failed() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /** A request that may take long; when it fails, nothing may have changed, which the checker sees. */
    private void meanwhile(String path, HttpRequest.BodyPublisher body, String type) {
        CompletableFuture<HttpResponse<String>> answer = pipit.http()
                .sendAsync(
                        HttpRequest.newBuilder(pipit.api(path))
                                .timeout(READY)
                                .header("Content-Type", type)
                                .POST(body)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        hold(4_000);
        try {
            HttpResponse<String> said = answer.join();
            if (said.statusCode() / 100 == 4 && said.statusCode() != 409) {
                throw new AssertionError(path + ": " + said.body());
            }
            if (said.statusCode() != 200) {
                System.out.println("    " + path + ": " + said.body());
            }
        } catch (CompletionException e) {
            System.out.println("    " + path + ": " + e.getCause());
        }
    }

    /** A fault from now on. */
    void fault(String place, String kind, int times, int chance) throws Exception {
        agent("/fault?place=" + place + "&kind=" + kind + "&times=" + times + "&chance=" + chance + "&seed="
                + random.nextInt());
    }

    /** Lets time pass, or other attacks, within which there may be others again. */
    void hold(int mostMillis) {
        while (depth < DEEPEST && random.nextBoolean() && !checker.failed()) {
            depth++;
            pause(mostMillis / 4);
            nested.run();
            depth--;
        }
        pause(mostMillis);
    }

    /**
     * Whether so many more deaths of the process leave no block that ran at three of them in a row: it would be set aside, as the
     * deadly one that it looks like.
     */
    boolean survives(int moreDeaths) {
        return deaths + moreDeaths < 3;
    }

    void pause(int mostMillis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100 + random.nextInt(mostMillis));
        while (System.nanoTime() < deadline && !checker.failed()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** Tells the agent something; a process that has just been started anew has none of what was set before. */
    String agent(String command) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + agentPort() + command);
        try {
            HttpResponse<String> answer = pipit.http()
                    .send(
                            HttpRequest.newBuilder(uri)
                                    .timeout(Duration.ofSeconds(60))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                System.out.println("    " + command + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            return "died"; // by an attack within this one, or one step earlier
        }
    }

    private String agentPort() throws IOException {
        Path file = project.resolve("agent.port");
        long deadline = System.nanoTime() + READY.toNanos();
        while (!Files.exists(file)) {
            if (System.nanoTime() > deadline || !pipit.alive()) {
                throw new AssertionError("The process does not come up.");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return Files.readString(file);
    }

    // --- longer ones

    /**
     * Sends a block that takes the process down, and starts the process again each time, until it stays. The third death must be the
     * last, and the list of blocks set aside must name it.
     */
    void deadlyBlock() throws Exception {
        int listed = setAsideForDeaths();
        checker.sendDeadly();
        int taken = 0;
        long sent = System.nanoTime();
        while (pipit.alive() && !checker.failed()) {
            if (System.nanoTime() - sent > READY.toNanos()) {
                throw new AssertionError("The deadly block does not end the process.");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        while (!pipit.alive() && !checker.failed()) {
            taken++;
            if (taken > 3) {
                throw new AssertionError("A block took the process down " + taken + " times.");
            }
            start();
            long patience = System.nanoTime() + READY.toNanos();
            while (pipit.alive() && System.nanoTime() < patience && !isCurrent()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
        long patience = System.nanoTime() + READY.toNanos();
        while (!checker.failed() && setAsideForDeaths() <= listed) {
            if (System.nanoTime() > patience) {
                throw new AssertionError("The list of blocks set aside does not name the deadly one.");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    /** How many entries the list of blocks set aside has because of deaths; 0 while it cannot be asked. */
    private int setAsideForDeaths() throws InterruptedException {
        try {
            String body = pipit.http()
                    .send(
                            HttpRequest.newBuilder(pipit.api("/v0/set-aside"))
                                    .timeout(Duration.ofSeconds(60))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            return body.split("The process died 3 times", -1).length - 1;
        } catch (IOException e) {
            return 0;
        }
    }

    private boolean isCurrent() {
        return checker.failed() || checker.current();
    }
}
