package io.pipit.cli.embedded;

import io.pipit.cli.server.Health;
import io.pipit.intake.EventsIntake;
import io.pipit.intake.kafka.FeederStatus;
import io.pipit.jobs.speed.SpeedSupervisor;
import io.pipit.serving.Readiness;
import io.pipit.serving.ServingLayer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Whether the stack takes events and answers queries, and how its parts are. */
public final class StackHealth implements Health {
    private final Optional<ServingLayer> serving;
    private final SpeedSupervisor speed;
    private final EventsIntake intake;
    private final Supplier<List<FeederStatus>> feeders;

    StackHealth(
            Optional<ServingLayer> serving,
            SpeedSupervisor speed,
            EventsIntake intake,
            Supplier<List<FeederStatus>> feeders) {
        this.serving = serving;
        this.speed = speed;
        this.intake = intake;
        this.feeders = feeders;
    }

    /** How often the speed job failed and began again by itself. */
    int restarts() {
        return speed.health().restarts();
    }

    /** How often the speed job was submitted. */
    int submissions() {
        return speed.health().submissions();
    }

    @Override
    public List<String> obstacles() {
        return serving.map(ServingLayer::readiness)
                .filter(readiness -> !readiness.ready())
                .map(Readiness::reasons)
                .orElse(List.of());
    }

    @Override
    public Map<String, Object> details() {
        SpeedSupervisor.Health job = speed.health();
        Map<String, Object> speedLayer = new LinkedHashMap<>();
        speedLayer.put("state", job.state());
        speedLayer.put("submissions", job.submissions());
        speedLayer.put("restarts", job.restarts());
        speedLayer.put("last_failure", job.lastFailure());
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("speed", speedLayer);
        serving.ifPresent(s -> details.put("warnings", s.readiness().reasons()));
        details.put("intake", Map.of("pending_bytes", intake.pendingBytes()));
        Map<String, String> unread = new LinkedHashMap<>();
        feeders.get().stream()
                .filter(f -> !f.error().isEmpty())
                .forEach(f -> unread.put(f.dataSource(), f.code() + ": " + f.error()));
        details.put("kafka", unread);
        return details;
    }
}
