package io.pipit.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Sends a file of events over HTTP, in requests cut at line ends, as any client would. */
public final class EventSender {
    private static final int REQUEST_BYTES = 1 << 20;
    private static final int MAX_TRIES = 30;
    private static final long REST_MILLIS = 200;

    /** What was sent so far, and what became of it. */
    public record Sent(long rows, long quarantined, long bytes) {
        private Sent plus(JsonNode answer, long more) {
            return new Sent(
                    rows + answer.path("successful_rows").asLong(),
                    quarantined + answer.path("quarantined_rows").asLong(),
                    bytes + more);
        }
    }

    private final ApiClient client;

    /** Through this client. */
    public EventSender(ApiClient client) {
        this.client = client;
    }

    /** Sends the whole file and waits until its rows can be queried; {@code progress} is told after each request. */
    public Sent send(EventFile file, Consumer<Sent> progress) {
        Sent sent = new Sent(0, 0, 0);
        try (InputStream in = file.open()) {
            LineChunks chunks = new LineChunks(in, REQUEST_BYTES);
            for (byte[] lines = chunks.next(); lines.length > 0; lines = chunks.next()) {
                sent = sent.plus(post(file.dataSource(), lines), lines.length);
                progress.accept(sent);
            }
            return sent;
        } catch (IOException e) {
            throw new PipitException(ErrorCode.INVALID_ARGUMENT, file.path() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Sends a few events and waits until their rows can be queried; gives the answer. */
    public JsonNode send(String dataSource, String events) {
        return post(dataSource, events.getBytes(StandardCharsets.UTF_8));
    }

    private JsonNode post(String dataSource, byte[] lines) {
        for (int attempt = 1; ; attempt++) {
            try {
                return Json.tree(client.postEvents("/v0/events?wait=true&name=" + dataSource, lines)
                        .body());
            } catch (PipitException e) {
                // Only what surely was not accepted is sent again.
                if (!e.code().retryable() || attempt == MAX_TRIES) {
                    throw e;
                }
                rest();
            }
        }
    }

    private static void rest() {
        try {
            Thread.sleep(REST_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipitException(ErrorCode.SERVER_UNREACHABLE, "Interrupted while sending events.", e);
        }
    }

    /** Cuts a stream into whole lines of about a size. */
    private static final class LineChunks {
        private final InputStream in;
        private final int size;
        private final ByteArrayOutputStream rest = new ByteArrayOutputStream();

        LineChunks(InputStream in, int size) {
            this.in = in;
            this.size = size;
        }

        /** The next lines; empty at the end. */
        byte[] next() throws IOException {
            byte[] more = in.readNBytes(size);
            boolean last = more.length < size;
            int end = last ? more.length : lastLineEnd(more);
            while (end == 0 && !last) {
                // A line longer than a chunk: go on until it ends.
                rest.write(more);
                more = in.readNBytes(size);
                last = more.length < size;
                end = last ? more.length : lastLineEnd(more);
            }
            rest.write(more, 0, end);
            byte[] lines = rest.toByteArray();
            rest.reset();
            rest.write(more, end, more.length - end);
            return lines;
        }

        private static int lastLineEnd(byte[] bytes) {
            int i = bytes.length;
            while (i > 0 && bytes[i - 1] != '\n') {
                i--;
            }
            return i;
        }
    }
}
