package io.pipit.intake.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.core.error.ErrorBody;
import io.pipit.core.error.PipitException;
import io.pipit.intake.kafka.FeederStatus;
import io.pipit.intake.kafka.Feeders;
import java.util.Locale;

/**
 * Routes of the topics that data sources read.
 *
 * <pre>
 *   GET  /v0/kafka                  how far each is read, and why not
 *   POST /v0/kafka/{name}/go-on     goes on with a topic that was made anew
 * </pre>
 */
public final class KafkaRoutes {
    private static final String JSON_TYPE = "application/json; charset=utf-8";

    private final Feeders feeders;
    private final ObjectMapper json = new ObjectMapper();

    /** Routes to feeders. */
    public KafkaRoutes(Feeders feeders) {
        this.feeders = feeders;
    }

    /** Adds the routes to a server. */
    public void register(JavalinDefaultRoutingApi routes) {
        routes.get("/v0/kafka", this::list);
        routes.post("/v0/kafka/{name}/go-on", this::goOn);
    }

    private void list(Context context) {
        ObjectNode answer = json.createObjectNode();
        ArrayNode all = answer.putArray("kafka");
        feeders.status().forEach(status -> put(all.addObject(), status));
        context.contentType(JSON_TYPE).result(answer.toString());
    }

    private static void put(ObjectNode node, FeederStatus status) {
        node.put("datasource", status.dataSource())
                .put("connection", status.connection())
                .put("topic", status.topic())
                .put("group", status.group())
                .put("state", status.state().name().toLowerCase(Locale.ROOT))
                .put("code", status.code())
                .put("error", status.error())
                .put("messages", status.messages())
                .put("quarantined", status.quarantined())
                .put("bytes", status.bytes())
                .put("lost", status.lost())
                .put(
                        "lag",
                        status.partitions().stream()
                                .mapToLong(FeederStatus.Partition::lag)
                                .sum());
        ArrayNode partitions = node.putArray("partitions");
        status.partitions()
                .forEach(p -> partitions
                        .addObject()
                        .put("partition", p.partition())
                        .put("next", p.next())
                        .put("lag", p.lag()));
    }

    private void goOn(Context context) {
        try {
            feeders.goOn(context.pathParam("name"));
            context.contentType(JSON_TYPE).result("{\"ok\":true}");
        } catch (PipitException e) {
            ErrorBody body = ErrorBody.of(e);
            context.status(body.status()).contentType(JSON_TYPE).result(body.toJson());
        }
    }
}
