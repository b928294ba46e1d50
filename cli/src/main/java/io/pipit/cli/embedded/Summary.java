package io.pipit.cli.embedded;

import io.pipit.core.project.EndpointPlan;
import io.pipit.core.project.Plan;
import io.pipit.core.project.system.SystemTables;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What people can do with a stack that is up. */
final class Summary {
    private final Plan plan;
    private final String url;

    Summary(Session session) {
        this.plan = session.stack().plan();
        this.url = session.url();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        plan.landing().stream()
                .filter(name -> !SystemTables.own(name))
                .sorted()
                .forEach(name -> lines.add("  events    POST " + url + "/v0/events?name=" + name));
        endpoints().forEach(e -> lines.add("  endpoint  GET  " + url + "/v0/pipes/" + e.pipe() + ".json"));
        lines.add("  queries   POST " + url + "/v0/sql");
        lines.add("  health    GET  " + url + "/health");
        return lines;
    }

    /** The published endpoints by name. */
    List<EndpointPlan> endpoints() {
        return plan.endpoints().values().stream()
                .filter(EndpointPlan::published)
                .sorted(Comparator.comparing(EndpointPlan::pipe))
                .toList();
    }
}
