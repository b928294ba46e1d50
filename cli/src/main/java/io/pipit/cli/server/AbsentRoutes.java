package io.pipit.cli.server;

import java.util.List;
import java.util.regex.Pattern;

/** What to do instead of asking a route that other systems have, and this one has not. */
public final class AbsentRoutes {
    private static final String FILES =
            "Data sources and pipes are files of the project: change them, and apply them with "
                    + "'pipit deploy' (or POST /v1/deploy).";
    private static final String ONE = "An installation is one workspace with one address; it has no branches.";

    private record Instead(Pattern route, String advice) {
        static Instead of(String route, String advice) {
            return new Instead(Pattern.compile(route), advice);
        }
    }

    private static final List<Instead> KNOWN = List.of(
            Instead.of(
                    ".* /v0/variables(/.*)?",
                    "Secrets are set with 'pipit secret set NAME VALUE', or as PIPIT_SECRET_NAME in the environment of the server."),
            Instead.of(
                    "POST /v0/analyze", "'pipit datasource analyze FILE' prints the data source that fits a sample."),
            Instead.of(
                    ".* /v0/datasources/[^/]+/share",
                    "Data sources of one installation are read by all of its pipes; there are no others to share them with."),
            Instead.of(".* /v0/pipes/[^/]+(/nodes/[^/]+)?/sink", "Sinks are checked by the build and not run."),
            Instead.of(
                    "POST /v1/datasources/[^/]+/delete",
                    "Rows are deleted with POST /v0/datasources/NAME/delete, or 'pipit datasource delete NAME --sql-condition …'."),
            Instead.of("(PUT|DELETE|PATCH) /v0/(datasources|pipes)/.*", FILES),
            Instead.of("POST /v0/datasources/[^/]+/alter", FILES),
            Instead.of("POST /v0/pipes(/[^/]+/nodes(/.*)?)?", FILES),
            Instead.of("POST /v0/pipes/[^/]+/(append|endpoint)", FILES),
            Instead.of(".* /v[01]/(environments|workspaces?|user/.*|regions|connectors)(/.*)?", ONE));

    private AbsentRoutes() {}

    /** The words of the refusal. */
    public static String refusal(String method, String path) {
        String route = method + " " + path;
        String advice = KNOWN.stream()
                .filter(i -> i.route().matcher(route).matches())
                .map(Instead::advice)
                .findFirst()
                .orElse("docs/http.md lists the routes.");
        return "There is no " + route + ". " + advice;
    }
}
