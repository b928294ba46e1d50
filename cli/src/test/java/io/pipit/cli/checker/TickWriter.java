package io.pipit.cli.checker;

import io.pipit.cli.checker.Ledger.Event;
import io.pipit.cli.checker.Ledger.Request;
import io.pipit.core.block.PositionVector;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends ticks without pause. Writers of even number send an idempotency key and repeat a request until it is acknowledged; the
 * others never repeat, so the fate of a request without an answer stays unknown.
 */
final class TickWriter implements Runnable {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final PipitProcess pipit;
    private final Ledger ledger;
    private final int writer;
    private final Random random;
    private final AtomicBoolean stop;
    private long sequence;

    TickWriter(PipitProcess pipit, Ledger ledger, int writer, long seed, AtomicBoolean stop) {
        this.pipit = pipit;
        this.ledger = ledger;
        this.writer = writer;
        this.random = new Random(seed + writer);
        this.stop = stop;
    }

    @Override
    public void run() {
        while (!stop.get()) {
            List<Event> events = nextEvents();
            Request request = ledger.sending(writer, events);
            if (writer % 2 == 0) {
                sendUntilAcknowledged(request, "w" + writer + "-" + sequence);
            } else if (!send(request, "")) {
                ledger.unknown(request);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(20)));
        }
    }

    private void sendUntilAcknowledged(Request request, String key) {
        while (!send(request, key)) {
            ledger.repeating(request);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private List<Event> nextEvents() {
        int count = random.nextInt(10) == 0 ? 200 + random.nextInt(800) : 1 + random.nextInt(30);
        List<Event> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            events.add(new Event("w" + writer + "-" + sequence++, writer, random.nextInt(1_000_000)));
        }
        return events;
    }

    private boolean send(Request request, String key) {
        HttpRequest.Builder http = HttpRequest.newBuilder(
                        pipit.api("/v0/events?name=ticks" + (random.nextInt(8) == 0 ? "&wait=true" : "")))
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(body(request.events)));
        if (!key.isEmpty()) {
            http.header("Idempotency-Key", key);
        }
        try {
            HttpResponse<String> answer = pipit.http().send(http.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200 && answer.statusCode() != 202) {
                return false;
            }
            ledger.acknowledged(
                    request,
                    PositionVector.parse(
                            answer.headers().firstValue("X-Pipit-Position").orElseThrow()));
            return true;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Times lie within two days, out of order, so that every request touches old and new groups. */
    private String body(List<Event> events) {
        StringBuilder out = new StringBuilder(events.size() * 90);
        for (Event event : events) {
            Instant at = Instant.parse("2026-03-01T00:00:00Z").plusSeconds(Math.floorMod(event.value() * 7, 172_800));
            out.append("{\"event_id\":\"")
                    .append(event.id())
                    .append("\",\"writer\":")
                    .append(event.writer());
            out.append(",\"value\":").append(event.value()).append(",\"at\":\"").append(TIME.format(at));
            out.append("\"}\n");
        }
        return out.toString();
    }
}
