package io.pipit.cli.embedded;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.cli.client.FixtureUpload;
import io.pipit.cli.client.Json;
import io.pipit.cli.embedded.FixtureIntake.Taken;
import io.pipit.cli.server.Routes;
import io.pipit.cli.workspace.Fixture;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.intake.EventsIntake;
import io.pipit.intake.file.FileStage;
import io.pipit.jobs.mutation.RowChanges;
import io.pipit.serving.ServingLayer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Takes fixtures, where {@code pipit dev} has said that it wants some.
 *
 * <pre>
 *   GET  /v1/fixtures                                  whether they are taken
 *   POST /v1/fixtures?name=…&form=ndjson|csv|sql       the text of one as the body; each content is loaded once
 * </pre>
 */
final class FixtureRoutes implements Routes {
    private final FixtureIntake intake;
    private volatile boolean taking;

    private FixtureRoutes(FixtureIntake intake) {
        this.intake = intake;
    }

    /** Over the parts of a stack; takes none before {@link #begin}. */
    static FixtureRoutes over(
            EventsIntake intake,
            FileStage stage,
            RowChanges changes,
            ServingLayer serving,
            Supplier<Plan> plan,
            FixtureLedger ledger) {
        FileReplacing files = new FileReplacing(changes, stage, plan);
        return new FixtureRoutes(new FixtureIntake(intake, stage, files, serving, plan, ledger));
    }

    /** From now on fixtures are taken. */
    void begin() {
        taking = true;
    }

    @Override
    public void addTo(JavalinDefaultRoutingApi routes) {
        routes.get(FixtureUpload.PATH, context -> write(context, Map.of("taken", taking)));
        routes.post(FixtureUpload.PATH, this::take);
    }

    private void take(Context context) {
        if (!taking) {
            throw new PipitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "This stack takes no fixtures: only 'pipit dev' does, where it was not told --no-fixtures.");
        }
        String name = required(context, "name");
        String wanted = required(context, "form");
        Fixture.Form form = Arrays.stream(Fixture.Form.values())
                .filter(f -> f.name().equalsIgnoreCase(wanted))
                .findFirst()
                .orElseThrow(() -> new PipitException(
                        ErrorCode.INVALID_PARAMETER,
                        "The form '" + wanted + "' is not known; there are ndjson, csv and sql."));
        String origin = Optional.ofNullable(context.queryParam("origin")).orElse(name);
        Taken taken = intake.take(new Fixture(name, form, origin, text(context)));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("result", taken.anew() ? "loaded" : "unchanged");
        answer.put("successful_rows", taken.rows());
        answer.put("quarantined_rows", taken.quarantined());
        answer.put("beside_earlier_rows", taken.before());
        answer.put("visible", taken.visible());
        answer.put("problem", taken.problem());
        write(context, answer);
    }

    private static String text(Context context) {
        try (InputStream body = context.bodyInputStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String required(Context context, String name) {
        return Optional.ofNullable(context.queryParam(name))
                .filter(value -> !value.isBlank())
                .orElseThrow(() -> new PipitException(
                        ErrorCode.MISSING_PARAMETER,
                        "Missing is '" + name + "': POST " + FixtureUpload.PATH
                                + "?name=NAME&form=ndjson|csv|sql with the fixture as the body."));
    }

    private static void write(Context context, Map<String, Object> answer) {
        context.contentType("application/json; charset=utf-8").result(Json.text(answer));
    }
}
