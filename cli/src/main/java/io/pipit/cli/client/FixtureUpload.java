package io.pipit.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.workspace.Fixture;
import io.pipit.cli.workspace.FixtureFolder;
import io.pipit.cli.workspace.FixtureRows;
import io.pipit.core.error.Counted;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Gives a project's fixtures to a running {@code pipit dev}, which loads each content once. */
public final class FixtureUpload {
    /** Where they are taken. */
    public static final String PATH = "/v1/fixtures";

    /**
     * What became of one.
     *
     * @param origin its path in the project
     * @param result {@code loaded}, {@code unchanged}, {@code failed}, or {@code not taken} for all of them
     * @param message for people, the empty text for nothing to say
     */
    public record Outcome(
            String origin, String dataSource, String result, long rows, long quarantined, String message) {
        /** Whether something is wrong with it. */
        public boolean bad() {
            return quarantined > 0 || result.equals("failed");
        }
    }

    private final ApiClient client;

    /** Through this client. */
    public FixtureUpload(ApiClient client) {
        this.client = client;
    }

    /** Loads the fixtures of a folder that are for tables of a plan: what views join first, what queries give last. */
    public List<Outcome> load(Path project, Plan plan) {
        List<Outcome> outcomes = new ArrayList<>();
        Map<String, Fixture> all = new FixtureFolder(project.toAbsolutePath().normalize())
                .all(unreadable -> outcomes.add(new Outcome("fixtures", "", "failed", 0, 0, unreadable.getMessage())));
        List<Fixture> fixtures = all.values().stream()
                .filter(f -> plan.table(f.dataSource()).isPresent())
                .sorted(FixtureRows.loadingOrder(plan))
                .toList();
        if (!fixtures.isEmpty() && !taken()) {
            outcomes.add(new Outcome(
                    "fixtures",
                    "",
                    "not taken",
                    0,
                    0,
                    "The fixtures were not loaded: only 'pipit dev' takes some, where it was not told --no-fixtures."));
            return outcomes;
        }
        fixtures.forEach(f -> outcomes.add(load(f)));
        return outcomes;
    }

    private boolean taken() {
        try {
            return Json.tree(client.get(PATH).body()).path("taken").asBoolean();
        } catch (PipitException e) {
            return false; // no such route: it is no 'pipit dev'
        }
    }

    private Outcome load(Fixture fixture) {
        String path = PATH + "?name=" + UrlPart.of(fixture.dataSource()) + "&form="
                + fixture.form().name().toLowerCase(Locale.ROOT) + "&origin=" + UrlPart.of(fixture.origin());
        try {
            JsonNode answer = Json.tree(client.post(path, fixture.text()).body());
            long rows = answer.path("successful_rows").asLong();
            long quarantined = answer.path("quarantined_rows").asLong();
            String result = answer.path("result").asText();
            return new Outcome(
                    fixture.origin(),
                    fixture.dataSource(),
                    result,
                    rows,
                    quarantined,
                    result.equals("unchanged") ? "" : said(fixture, answer, rows, quarantined));
        } catch (PipitException e) {
            String place = fixture.origin() + ": ";
            return new Outcome(fixture.origin(), fixture.dataSource(), "failed", 0, 0, place + e.getMessage());
        }
    }

    static String said(Fixture fixture, JsonNode answer, long rows, long quarantined) {
        String name = fixture.dataSource();
        String problem = answer.path("problem").asText();
        String row = fixture.form() == Fixture.Form.NDJSON ? ":" : ": row ";
        boolean visible = answer.path("visible").asBoolean(true);
        return (visible ? "Loaded " : "Accepted ") + fixture.origin() + " into " + name + ": " + Counted.of(rows, "row")
                + (quarantined == 0 ? "" : ", " + quarantined + " quarantined")
                + (answer.path("beside_earlier_rows").asBoolean() ? ", beside those of fixtures loaded before" : "")
                + (visible ? "" : "; they are not visible yet, see /health")
                + (problem.isEmpty() ? "" : "\n" + fixture.origin() + row + problem);
    }
}
