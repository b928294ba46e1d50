package io.pipit.cli.embedded;

import io.pipit.cli.server.Health;
import io.pipit.intake.EventsIntake;
import io.pipit.jobs.speed.SpeedSupervisor;
import io.pipit.serving.Readiness;
import io.pipit.serving.ServingLayer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether the stack takes events and answers queries, and how its parts are. */
public final class StackHealth implements Health {
    private final ServingLayer serving;
    private final SpeedSupervisor speed;
    private final EventsIntake intake;

    StackHealth(ServingLayer serving, SpeedSupervisor speed, EventsIntake intake) {
        this.serving = serving;
        this.speed = speed;
        this.intake = intake;
    }

    @Override
    public List<String> obstacles() {
        Readiness readiness = serving.readiness();
        return readiness.ready() ? List.of() : readiness.reasons();
    }

    @Override
    public Map<String, Object> details() {
        SpeedSupervisor.Health job = speed.health();
        Map<String, Object> speedLayer = new LinkedHashMap<>();
        speedLayer.put("state", job.state());
        speedLayer.put("submissions", job.submissions());
        speedLayer.put("last_failure", job.lastFailure());
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("speed", speedLayer);
        details.put("warnings", serving.readiness().reasons());
        details.put("intake", Map.of("pending_bytes", intake.pendingBytes()));
        return details;
    }
}
