package io.pipit.cli.embedded;

import io.pipit.core.log.StoredBlock;
import io.pipit.speed.FaultInjector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/** Breaks the speed job where {@link Faults} says so; a block under a key that begins with "deadly" ends the process. */
final class FaultySpeed implements FaultInjector {
    private static final long serialVersionUID = 1;
    private static final int KILLED = 137;

    @Override
    public void reached(Point point, String detail) {
        Faults.at(point.name().toLowerCase(Locale.ROOT)).ifPresent(kind -> strike(kind, point + " " + detail));
    }

    @Override
    public void running(List<StoredBlock> blocks) {
        if (blocks.stream().anyMatch(b -> b.header().idempotencyKey().startsWith("deadly"))) {
            System.out.println("A deadly block runs.");
            Runtime.getRuntime().halt(KILLED);
        }
    }

    private static void strike(String kind, String where) {
        switch (kind) {
            case "fail" -> throw new IllegalStateException("attacked at " + where);
            case "disk" -> throw new UncheckedIOException(new IOException("No space left on device, at " + where));
            case "slow" -> Faults.delay(700);
            case "halt" -> {
                System.out.println("Halts at " + where);
                Runtime.getRuntime().halt(KILLED);
            }
            default -> throw new IllegalArgumentException("No fault " + kind);
        }
    }
}
