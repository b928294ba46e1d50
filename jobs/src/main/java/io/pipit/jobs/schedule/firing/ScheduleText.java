package io.pipit.jobs.schedule.firing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.schedule.CronLine;
import io.pipit.jobs.schedule.config.AlertRule;
import io.pipit.jobs.schedule.config.Manner;
import io.pipit.jobs.schedule.config.Misfire;
import io.pipit.jobs.schedule.config.Schedule;
import io.pipit.jobs.schedule.config.ScheduleKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Schedules as the database holds them, so that every process fires the same ones. */
final class ScheduleText {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ScheduleText() {}

    static String of(Schedule schedule) {
        ObjectNode body = JSON.createObjectNode();
        body.put("kind", schedule.kind().name());
        body.put("name", schedule.name());
        body.put("runs", schedule.runs());
        body.put("line", schedule.line().map(CronLine::whole).orElse(""));
        schedule.after().forEach(body.putArray("after")::add);
        ObjectNode parameters = body.putObject("parameters");
        schedule.parameters().forEach(parameters::put);
        Manner manner = schedule.manner();
        body.put("misfire", manner.misfire().name());
        body.put("catch_up", manner.catchUp());
        body.put("jitter", manner.jitter().toMillis());
        body.put("time_limit", manner.timeLimit().toMillis());
        body.put("retries", manner.retries());
        body.put("retry_delay", manner.retryDelay().toMillis());
        body.put("webhook", schedule.alert().webhook());
        EnumSet.copyOf(schedule.alert().on())
                .forEach(event -> body.withArray("on").add(event.name()));
        body.put("late_after", schedule.alert().lateAfter().toMillis());
        return body.toString();
    }

    static Schedule read(String text) {
        JsonNode body = tree(text);
        String line = body.path("line").asText();
        SortedMap<String, String> parameters = new TreeMap<>();
        body.path("parameters")
                .properties()
                .forEach(e -> parameters.put(e.getKey(), e.getValue().asText()));
        Set<AlertRule.Event> on = EnumSet.noneOf(AlertRule.Event.class);
        body.path("on").forEach(event -> on.add(AlertRule.Event.valueOf(event.asText())));
        return new Schedule(
                ScheduleKind.valueOf(body.path("kind").asText()),
                body.path("name").asText(),
                body.path("runs").asText(),
                line.isEmpty() ? Optional.empty() : Optional.of(CronLine.parse(line)),
                texts(body.path("after")),
                parameters,
                new Manner(
                        Misfire.valueOf(body.path("misfire").asText()),
                        body.path("catch_up").asInt(),
                        Duration.ofMillis(body.path("jitter").asLong()),
                        Duration.ofMillis(body.path("time_limit").asLong()),
                        body.path("retries").asInt(),
                        Duration.ofMillis(body.path("retry_delay").asLong())),
                new AlertRule(
                        body.path("webhook").asText(),
                        on,
                        Duration.ofMillis(body.path("late_after").asLong())));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new PipitException(ErrorCode.INTERNAL, "The table pipit_schedules holds what is no schedule.", e);
        }
    }
}
