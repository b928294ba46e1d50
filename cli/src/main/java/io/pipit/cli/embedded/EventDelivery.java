package io.pipit.cli.embedded;

import io.pipit.core.block.json.BlockBuilder;
import io.pipit.core.block.json.EventFormat;
import io.pipit.core.block.json.EventReader;
import io.pipit.intake.ContentCoding;
import io.pipit.intake.EventsIntake;
import io.pipit.intake.EventsRequest;
import io.pipit.intake.gather.BlockTarget;
import io.pipit.jobs.reconcile.repair.Delivery;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** Sends events to the intake of this process. */
final class EventDelivery implements Delivery {
    private static final int REQUEST_BYTES = 4 << 20;

    private final EventsIntake intake;

    EventDelivery(EventsIntake intake) {
        this.intake = intake;
    }

    @Override
    public Map<Integer, String> unfit(String dataSource, List<String> events) {
        BlockTarget target = intake.target(dataSource);
        Map<Integer, String> unfit = new HashMap<>();
        if (reason(target, String.join("\n", events)).isEmpty()) {
            return unfit;
        }
        for (int i = 0; i < events.size(); i++) {
            String reason = reason(target, events.get(i));
            if (!reason.isEmpty()) {
                unfit.put(i, reason);
            }
        }
        return unfit;
    }

    /** Why the first event that does not fit does not; the empty text when all do. */
    private static String reason(BlockTarget target, String events) {
        byte[] body = events.getBytes(StandardCharsets.UTF_8);
        long now = System.currentTimeMillis() * 1_000;
        BlockBuilder builder = new BlockBuilder(target.table());
        try (EventReader reader = new EventReader(body, body.length, EventFormat.NDJSON, now)) {
            reader.readInto(builder, Long.MAX_VALUE);
        }
        return target.shape().unfit(target.build(builder, now, "", 0));
    }

    @Override
    public void deliver(String dataSource, String key, List<String> events) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int part = 0;
        for (String event : events) {
            body.writeBytes(event.getBytes(StandardCharsets.UTF_8));
            body.write('\n');
            if (body.size() >= REQUEST_BYTES) {
                send(dataSource, key + part++, body);
            }
        }
        if (body.size() > 0) {
            send(dataSource, key + part, body);
        }
    }

    private void send(String dataSource, String key, ByteArrayOutputStream body) {
        byte[] lines = body.toByteArray();
        body.reset();
        try {
            intake.accept(new EventsRequest(
                            dataSource,
                            EventFormat.NDJSON,
                            ContentCoding.IDENTITY,
                            new ByteArrayInputStream(lines),
                            lines.length,
                            key))
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
