package io.pipit.cli.embedded;

import io.pipit.cli.client.ApiClient;
import io.pipit.cli.client.EventFile;
import io.pipit.cli.client.EventSender;
import io.pipit.cli.client.EventSender.Sent;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Loads a file of events over HTTP and says how it goes. */
final class Loading {
    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final EventSender sender;
    private final Progress progress;

    Loading(ApiClient client, Progress progress) {
        this.sender = new EventSender(client);
        this.progress = progress;
    }

    /** Returns when the rows can be queried. */
    Sent load(EventFile file) {
        long start = System.nanoTime();
        long[] reported = {start};
        Sent sent = sender.send(file, now -> {
            if (System.nanoTime() - reported[0] > REPORT_NANOS) {
                reported[0] = System.nanoTime();
                progress.say(line("  loading ", file, now, start));
            }
        });
        progress.say(line("Loaded ", file, sent, start));
        return sent;
    }

    private static String line(String what, EventFile file, Sent sent, long startNanos) {
        double seconds = Math.max(0.001, (System.nanoTime() - startNanos) / 1e9);
        return String.format(
                Locale.ROOT,
                "%s%s into %s: %,d rows%s in %.1f s",
                what,
                file.path().getFileName(),
                file.dataSource(),
                sent.rows(),
                sent.quarantined() == 0 ? "" : String.format(Locale.ROOT, ", %,d quarantined", sent.quarantined()),
                seconds);
    }
}
