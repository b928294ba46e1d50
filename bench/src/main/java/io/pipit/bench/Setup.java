package io.pipit.bench;

import io.pipit.bench.load.WebEvents;
import java.nio.file.Path;

/**
 * What all scenarios share.
 *
 * @param home the product's folder
 * @param scratch for state and files of this run
 * @param events how many events are measured; as many go before to warm up
 * @param seconds how long what is measured by time is measured
 * @param source of the events
 */
public record Setup(Path home, Path scratch, int events, int seconds, WebEvents source) {
    /** How many events go before what is measured. */
    public int warmUp() {
        return events;
    }

    /** A folder of this run. */
    public Path folder(String name) {
        return scratch.resolve(name);
    }
}
