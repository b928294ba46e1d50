package io.pipit.core.log.embedded;

import java.nio.file.Path;

/**
 * What is said when the broker ends the process.
 *
 * @param folder of its data
 * @param freeBytes of the disk that the folder is on
 */
record BrokerEnd(Path folder, long freeBytes) {
    /** With less, a broker that cannot write is the rule: it makes files of ten megabytes. */
    private static final long LITTLE = 32L << 20;

    /** For people; the broker's own message may be null. */
    String text(String message) {
        String said = "The log's broker gave up and ends the process" + (message == null ? "" : ": " + message)
                + ". Its data is in " + folder + ", and nothing that was acknowledged is lost. ";
        return freeBytes < LITTLE
                ? said + "The disk there is full (" + (freeBytes >> 20)
                        + " MB are free): make room, then start it again."
                : said + "The log of this process says why. Start it again.";
    }
}
