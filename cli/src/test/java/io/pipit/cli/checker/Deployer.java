package io.pipit.cli.checker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.pipit.cli.checker.Versions.Version;
import io.pipit.cli.command.CommandCall;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Deploys versions, and takes them back, with the commands that people use, while processes die. What a command says must be so; a version
 * that did not go live is never seen, and one that did by all processes.
 */
final class Deployer implements Runnable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(600);
    private static final Set<String> MOVING = Set.of("creating", "promoting");

    private final Versions versions;
    private final Version first;
    private final List<? extends Target> hosts;
    private final List<? extends Target> serving;
    private final Asking asking;
    private final Sightings sightings;
    private final Random random;
    private final AtomicBoolean stop;
    private final AtomicReference<AssertionError> wrong;
    private final AtomicInteger wanted;
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger undone = new AtomicInteger();

    private volatile boolean deploying;

    /** The versions that were live, in their order. */
    private final List<Integer> live = new ArrayList<>();

    /**
     * Deploys to any of some processes.
     *
     * @param first the version that is live
     * @param count how often
     * @param serving who has to show what is live
     */
    Deployer(
            Versions versions,
            Version first,
            int count,
            List<? extends Target> hosts,
            List<? extends Target> serving,
            Asking asking,
            Sightings sightings,
            Random random,
            AtomicBoolean stop,
            AtomicReference<AssertionError> wrong) {
        this.versions = versions;
        this.first = first;
        this.wanted = new AtomicInteger(count);
        this.hosts = hosts;
        this.serving = serving;
        this.asking = asking;
        this.sightings = sightings;
        this.random = random;
        this.stop = stop;
        this.wrong = wrong;
        live.add(first.number());
    }

    /** How often another version went live. */
    int done() {
        return done.get();
    }

    /** How often one did not, since a process died. */
    int undone() {
        return undone.get();
    }

    /** Whether all that was wanted went live. */
    boolean finished() {
        return done.get() >= wanted.get();
    }

    @Override
    public void run() {
        new Repeatedly(stop, wrong).run(() -> !finished(), () -> {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(6_000)));
            if (going()) {
                next();
            }
        });
    }

    private boolean going() {
        return !stop.get() && wrong.get() == null;
    }

    private void next() throws InterruptedException {
        Version now = versions.of(live.get(live.size() - 1));
        Optional<Version> former = former(now);
        boolean back = former.isPresent() && random.nextInt(3) == 0;
        Version next = back ? former.get() : versions.after(now);
        CommandCall call = back ? command("deployment", "rollback") : deploy(versions.write(next));
        int shown = settled();
        String said = "'" + (back ? "rollback" : "deploy") + "' from version " + now.number() + " to " + next.number()
                + " ended with " + call.exitCode() + ", live is " + shown + "; it printed:\n" + call.printed();
        if (call.printed().contains("unexpected way") || call.printed().contains("INTERNAL")) {
            throw new AssertionError("Not what a user can use: " + said);
        }
        boolean unknown = call.printed().contains("is not known");
        if (shown != now.number() && shown != next.number()
                || !unknown && (call.exitCode() == 0) != (shown == next.number())) {
            throw new AssertionError("Not what was said: " + said);
        }
        if (shown == now.number()) {
            undone.incrementAndGet();
        } else {
            live.add(shown);
            done.incrementAndGet();
        }
        System.out.println("  " + (back ? "back to" : "deployed") + " version " + next.number()
                + (shown == next.number() ? "" : " in vain: " + call.err().strip()));
        sightings.judge(live);
        awaitShown(shown, said);
    }

    /** The version before, where its tables are the same but for those that are made again. */
    private Optional<Version> former(Version now) {
        return live.size() < 2
                ? Optional.empty()
                : Optional.of(versions.of(live.get(live.size() - 2))).filter(v -> v.columns() == now.columns());
    }

    private CommandCall deploy(Path project) {
        return command("deploy", project.toString());
    }

    /** Whether a command runs. */
    boolean deploying() {
        return deploying;
    }

    private CommandCall command(String... words) {
        List<String> command = new ArrayList<>(List.of(words));
        command.add("--host");
        command.add(hosts.get(random.nextInt(hosts.size())).api("").toString());
        deploying = true;
        try {
            return CommandCall.of(command.toArray(String[]::new));
        } finally {
            deploying = false;
        }
    }

    /** The number of the live version when nothing moves. */
    private int settled() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (going() && System.nanoTime() < deadline) {
            Optional<JsonNode> list = asking.json("GET", "/v1/deployments");
            boolean moving = list.isEmpty();
            String newest = "";
            for (JsonNode each : list.orElseGet(MissingNode::getInstance).path("deployments")) {
                moving |= MOVING.contains(each.path("status").asText());
                newest = each.path("live").asBoolean() ? each.path("id").asText() : newest;
            }
            if (!moving && !newest.isEmpty()) {
                Optional<JsonNode> one = asking.json("GET", "/v1/deployments/" + newest + "?files=true");
                if (one.isPresent()) {
                    return number(one.get());
                }
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        if (going()) {
            throw new AssertionError("It does not end what was deployed; last error: " + asking.lastError());
        }
        return live.get(live.size() - 1);
    }

    private static int number(JsonNode deployment) {
        Map<String, String> files = new HashMap<>();
        deployment
                .path("deployment")
                .path("files")
                .fields()
                .forEachRemaining(f -> files.put(f.getKey(), f.getValue().asText()));
        return Versions.number(files);
    }

    private void awaitShown(int version, String said) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (going() && !sightings.all(serving, version)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not shown by all processes: version " + version + "; " + said);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        if (going()) {
            sightings.judge(live);
        }
    }
}
