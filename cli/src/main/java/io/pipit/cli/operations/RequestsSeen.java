package io.pipit.cli.operations;

import io.pipit.core.project.system.SystemTables;
import io.pipit.intake.http.IntakeObserver;
import io.pipit.serving.http.RequestObserver;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Takes down requests: each question, and the events of a second together. */
public final class RequestsSeen implements RequestObserver, IntakeObserver {
    private static final int LONGEST_TEXT = 8_192;

    private final OperationsLog log;
    private final Clock clock;
    private Map<String, Taken> taken = new HashMap<>();

    /** Into this log. */
    public RequestsSeen(OperationsLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
        log.each(this::writeTaken);
    }

    @Override
    public void asked(Asked asked) {
        if (asked.parameters().values().stream().anyMatch(SystemTables::named)) {
            return; // who looks at the statistics does not change them
        }
        Map<String, String> parameters = new HashMap<>();
        asked.parameters().forEach((name, value) -> parameters.put(name, shortened(value)));
        log.add(new Happening("request", clock.millis() - asked.millis())
                .text("pipe", asked.pipe())
                .text("request_id", asked.requestId())
                .text("error", shortened(asked.error()))
                .text("url", shortened(asked.url()))
                .text("method", asked.method())
                .text("agent", shortened(asked.agent()))
                .number("status_code", asked.status())
                .seconds(asked.millis())
                .number("rows", asked.resultRows())
                .number("read_rows", asked.readRows())
                .number("read_bytes", asked.readBytes())
                .parameters(parameters));
    }

    @Override
    public synchronized void took(String dataSource, long rows, long quarantined, String error) {
        add(new Taken("append-hfi", dataSource, rows, quarantined, error));
    }

    @Override
    public synchronized void tookFile(String dataSource, long rows, long quarantined) {
        add(new Taken("append", dataSource, rows, quarantined, ""));
    }

    private void add(Taken now) {
        taken.merge(String.join("\n", now.event, now.dataSource, now.error), now, Taken::and);
    }

    private record Taken(String event, String dataSource, long rows, long quarantined, String error) {
        Taken and(Taken other) {
            return new Taken(event, dataSource, rows + other.rows, quarantined + other.quarantined, error);
        }
    }

    private void writeTaken() {
        Map<String, Taken> now;
        synchronized (this) {
            now = taken;
            taken = new HashMap<>();
        }
        now.values()
                .forEach(one -> log.add(new Happening("change", clock.millis())
                        .text("event", one.event())
                        .text("id", UUID.randomUUID().toString())
                        .text("name", one.dataSource())
                        .text("status", one.error().isEmpty() ? "ok" : "error")
                        .text("error", shortened(one.error()))
                        .number("rows", one.rows())
                        .number("rows_quarantine", one.quarantined())));
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
    }
}
