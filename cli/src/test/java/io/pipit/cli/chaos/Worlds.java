package io.pipit.cli.chaos;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Attacks chosen from a seed, sixty on each world. Worlds know nothing of each other, and most of an attack is waiting, so several of them
 * may be attacked at a time: each has a process, a broker and a checker of its own.
 */
final class Worlds {
    private static final int ATTACKS = 60;

    private final Path folder;
    private final long seed;
    private final String command;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicBoolean failed = new AtomicBoolean();
    private final ConcurrentLinkedQueue<Campaign> campaigns = new ConcurrentLinkedQueue<>();

    Worlds(Path folder, long seed, String command) {
        this.folder = folder;
        this.seed = seed;
        this.command = command;
    }

    /**
     * Makes so many attacks, on so many worlds at a time; the first wrong answer ends all.
     *
     * @return how often each was made
     */
    Map<Attack, Integer> attack(int attacks, int atATime) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(atATime);
        try {
            CompletableFuture<?>[] ends = new CompletableFuture<?>[atATime];
            for (int i = 0; i < atATime; i++) {
                ends[i] = CompletableFuture.runAsync(() -> lane(attacks), threads);
            }
            CompletableFuture.allOf(ends).get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        } finally {
            threads.shutdownNow();
        }
        return done();
    }

    /** Makes those of one world among so many attacks. */
    Map<Attack, Integer> only(int world, int attacks) throws Exception {
        world(world, attacks);
        return done();
    }

    private void lane(int attacks) {
        int world = next.getAndIncrement();
        try {
            while (world * ATTACKS < attacks && !failed.get()) {
                world(world, attacks);
                world = next.getAndIncrement();
            }
        } catch (Exception | AssertionError e) {
            failed.set(true);
            throw new AssertionError(
                    "World " + world + " (-Dchaos.world=" + world + " for it alone): " + e.getMessage(), e);
        }
    }

    private void world(int number, int attacks) throws Exception {
        Campaign campaign = new Campaign(folder, seed, failed::get);
        campaigns.add(campaign);
        campaign.world(number, Math.min(ATTACKS, attacks - number * ATTACKS), command);
    }

    private Map<Attack, Integer> done() {
        Map<Attack, Integer> all = new EnumMap<>(Attack.class);
        campaigns.forEach(
                campaign -> campaign.done().forEach((attack, times) -> all.merge(attack, times, Integer::sum)));
        return all;
    }
}
