package io.pipit.cli.chaos;

import io.pipit.cli.checker.Checker;
import io.pipit.cli.checker.CheckerProject;
import io.pipit.cli.checker.PipitProcess;
import io.pipit.cli.embedded.AttackedMain;
import io.pipit.cli.services.JavaCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** So many attacks, chosen from a seed, each world of them on data of its own. */
final class Campaign {
    private static final Duration READY = Duration.ofSeconds(300);

    private final Path folder;
    private final long seed;
    private final Map<Attack, Integer> done = new EnumMap<>(Attack.class);
    private final long startedNanos = System.nanoTime();
    private final Deque<Attack> queue = new ArrayDeque<>();
    private final BooleanSupplier stopped;
    private int world;
    private Random random;

    /** Attacks from a seed; {@code stopped} says that another one has found something, and that this one may end. */
    Campaign(Path folder, long seed, BooleanSupplier stopped) {
        this.folder = folder;
        this.seed = seed;
        this.stopped = stopped;
    }

    /** Runs attacks of one world; fails at the first wrong answer. */
    void world(int number, int attacks, String command) throws Exception {
        world(number, chosen(number, attacks), command);
    }

    /** Runs these attacks on one world. */
    void world(int number, List<Attack> attacks, String command) throws Exception {
        world = number;
        random = new Random(seed + number * 1_000_003L);
        Path project = CheckerProject.copy(folder.resolve("world-" + number));
        try (BrokerProcess broker = new BrokerProcess(project);
                PipitProcess pipit = new PipitProcess(project, attacked(project, broker));
                Checker checker = new Checker(pipit, seed + number, Set.of())) {
            Arena arena = new Arena(pipit, broker, checker, project, random, this::nested);
            arena.start();
            pipit.awaitReady(READY);
            checker.start();
            queue.addAll(attacks);
            while (!queue.isEmpty()) {
                run(queue.poll(), arena, checker, command);
                if (stopped.getAsBoolean()) {
                    return;
                }
            }
            checker.finish();
            checker.failIfWrong(command);
            say("world " + number + " is right: " + checker.summary());
        }
    }

    private void run(Attack attack, Arena arena, Checker checker, String command) throws Exception {
        arena.pause(1_000);
        begin(attack, "");
        try {
            attack.run(arena);
            arena.recover();
        } catch (AssertionError e) {
            checker.failIfWrong("after " + attack + ": " + command);
            throw new AssertionError(e.getMessage() + " After " + attack + ". To repeat it: " + command, e);
        }
        checker.failIfWrong("after " + attack + ": " + command);
    }

    private void nested(Arena arena) {
        Optional<Attack> next = queue.stream()
                .filter(a -> a.weight() > 0 && arena.survives(a.deaths()))
                .findFirst();
        if (next.isEmpty()) {
            return;
        }
        Attack attack = next.get();
        queue.removeFirstOccurrence(attack);
        begin(attack, "  within it: ");
        try {
            attack.run(arena);
        } catch (Exception e) {
            throw new AssertionError("The attack " + attack + " failed", e);
        }
    }

    private void begin(Attack attack, String prefix) {
        done.merge(attack, 1, Integer::sum);
        say(String.format(
                Locale.ROOT,
                "%5d s  world %d  %4d  %s%s",
                (System.nanoTime() - startedNanos) / 1_000_000_000,
                world,
                total(),
                prefix,
                attack));
    }

    /** How many attacks were made. */
    int total() {
        return done.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** How often each was made. */
    Map<Attack, Integer> done() {
        return Collections.unmodifiableMap(done);
    }

    private static void say(String line) {
        System.out.println(line);
    }

    private List<Attack> chosen(int number, int attacks) {
        random = new Random(seed * 7 + number);
        List<Attack> chosen = new ArrayList<>();
        for (int i = 0; i < attacks; i++) {
            chosen.add(any());
        }
        return chosen;
    }

    private Attack any() {
        int sum = Arrays.stream(Attack.values()).mapToInt(Attack::weight).sum();
        int at = random.nextInt(sum);
        for (Attack attack : Attack.values()) {
            at -= attack.weight();
            if (at < 0) {
                return attack;
            }
        }
        throw new IllegalStateException();
    }

    /** The command that starts the process under attack, up to its port. */
    static List<String> attacked(Path project, BrokerProcess broker) {
        List<String> command = new ArrayList<>(JavaCommand.of("-Xmx1g"));
        command.addAll(List.of(AttackedMain.class.getName(), project.toString(), broker.address()));
        return command;
    }
}
