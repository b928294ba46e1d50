package io.pipit.jobs.http;

import io.pipit.jobs.deploy.Deployment;
import io.pipit.jobs.deploy.Deployments;
import io.pipit.jobs.plan.Change;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A deployment as answers show it: in the established shape, with what Pipit knows beyond it. */
public final class DeploymentObject {
    private DeploymentObject() {}

    /** The same with how far it is, while it is being filled. */
    static Map<String, Object> of(Deployment deployment, Deployments all) {
        Map<String, Object> object = of(deployment);
        FillObject.add(object, all.progress(deployment));
        return object;
    }

    /** Of a deployment, without its files. */
    public static Map<String, Object> of(Deployment deployment) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("id", Long.toString(deployment.id()));
        object.put("status", status(deployment));
        object.put("live", deployment.state() == Deployment.State.LIVE);
        object.put("author", deployment.author());
        object.put("origin", deployment.origin());
        object.put("created_at", JsonAnswers.time(deployment.createdAtMillis()));
        object.put("live_at", JsonAnswers.time(deployment.liveAtMillis()));
        object.put("ended_at", JsonAnswers.time(deployment.endedAtMillis()));
        if (!deployment.note().isEmpty()) {
            object.put("note", deployment.note());
        }
        object.put("changes", deployment.changes());
        object.put("feedback", feedback(deployment));
        for (String action : List.of("new", "changed", "deleted")) {
            object.put(action + "_datasource_names", names(deployment, action, true));
            object.put(action + "_pipe_names", names(deployment, action, false));
        }
        return object;
    }

    private static String status(Deployment deployment) {
        return switch (deployment.state()) {
            case FILLING -> "creating";
            case STAGED -> "data_ready";
            case SWITCHING -> "promoting";
            case LIVE -> "live";
            case FORMER -> "former";
            case DISCARDED -> "discarded";
            case FAILED -> "failed";
        };
    }

    private static List<Map<String, Object>> feedback(Deployment deployment) {
        return deployment.changes().stream()
                .filter(change -> !change.how().isEmpty())
                .map(change ->
                        Map.<String, Object>of("resource", change.name(), "level", "INFO", "message", change.how()))
                .toList();
    }

    private static List<String> names(Deployment deployment, String action, boolean dataSources) {
        return deployment.changes().stream()
                .filter(change -> change.resource().equals("data_source") == dataSources)
                .filter(change -> action.equals(word(change)))
                .map(change -> change.name().replaceFirst("\\..*", ""))
                .distinct()
                .toList();
    }

    private static String word(Change change) {
        return switch (change.action()) {
            case "added" -> "new";
            case "removed" -> "deleted";
            default -> "changed";
        };
    }
}
