package io.pipit.cli.tls;

import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes files of certificates again when something else is in them. It looks into them, since no news come of those that are links, or lie in
 * a volume of a container; and acts once two looks have found the same, since a certificate and its key are written one after the other.
 */
final class Renewal implements AutoCloseable {
    /** How long a new file may stay unseen, at most twice. */
    static final Duration USUAL = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Renewal.class);

    private final List<Path> files;
    private final Runnable take;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "pipit-certificates");
        thread.setDaemon(true);
        return thread;
    });
    private List<ByteBuffer> taken;
    private List<ByteBuffer> seen;

    private Renewal(List<Path> files, Runnable take) {
        this.files = files;
        this.take = take;
        this.taken = content();
        this.seen = taken;
    }

    /**
     * Looks from now on.
     *
     * @param files those that are not named are left out
     * @param take reads them again and changes nothing when they do not do: with the {@code PipitException} that says why
     */
    static Renewal start(List<String> files, Duration every, Runnable take) {
        Renewal renewal = new Renewal(
                files.stream().filter(file -> !file.isBlank()).map(Path::of).toList(), take);
        long millis = every.toMillis();
        renewal.looks.scheduleWithFixedDelay(renewal::look, millis, millis, TimeUnit.MILLISECONDS);
        return renewal;
    }

    private void look() {
        try {
            List<ByteBuffer> now = content();
            boolean calm = now.equals(seen);
            seen = now;
            if (calm && !now.equals(taken)) {
                taken = now;
                take.run();
                LOG.info("A new certificate is in force: {}", names());
            }
        } catch (PipitException e) {
            LOG.warn("{} {} What was in force stays, until the files change again.", e.code(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("{} cannot be taken; what was in force stays, until the files change again.", names(), e);
        }
    }

    private String names() {
        return String.join(", ", files.stream().map(Path::toString).toList());
    }

    private List<ByteBuffer> content() {
        List<ByteBuffer> found = new ArrayList<>();
        for (Path file : files) {
            try {
                found.add(ByteBuffer.wrap(Files.readAllBytes(file)));
            } catch (IOException e) {
                found.add(ByteBuffer.allocate(0)); // reading them for use says what is wrong
            }
        }
        return found;
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
