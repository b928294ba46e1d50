package io.pipit.cli.embedded;

import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.cli.client.Json;
import io.pipit.cli.format.ProblemObjects;
import io.pipit.cli.server.Routes;
import io.pipit.cli.workspace.CronCheck;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectCompiler.Compilation;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.system.SystemTables;
import io.pipit.jobs.deploy.DeployRequest;
import io.pipit.jobs.deploy.DeployRequest.Promotion;
import io.pipit.jobs.deploy.Deployments;
import io.pipit.jobs.deploy.Deployments.Begun;
import io.pipit.jobs.http.DeploymentObject;
import io.pipit.jobs.http.DeploymentRoutes;
import io.pipit.jobs.schedule.config.CronConfigs;
import io.pipit.jobs.schedule.config.NextFirings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Takes the files of a project, one part each, and goes on with them when they have no errors. The answers name what changes.
 *
 * <pre>
 *   POST /v1/build     check=true changes nothing; answers when the version is live
 *   POST /v1/deploy    check=true changes nothing; answers when it has begun, or with wait=true when it is done; it is staged, and
 *                      goes live by itself with auto_promote=true
 * </pre>
 *
 * A request with an {@code Idempotency-Key} may be repeated: the answer names the deployment that it has begun.
 */
final class BuildRoutes implements Routes {
    private static final int MAX_FILES = io.pipit.core.project.ProjectFolder.MAX_FILES;

    private static final int SHOWN_FIRINGS = 10;

    private final Supplier<Plan> current;
    private final Deployments deployments;
    private final CronConfigs.Place place;
    private final Consumer<Plan> schedules;

    /** With what a deployment without changes does: it lets the schedules of this process count. */
    BuildRoutes(Supplier<Plan> current, Deployments deployments, CronConfigs.Place place, Consumer<Plan> schedules) {
        this.current = current;
        this.deployments = deployments;
        this.schedules = schedules;
        this.place = place;
    }

    @Override
    public void addTo(JavalinDefaultRoutingApi routes) {
        routes.post("/v1/build", context -> answered(context, Promotion.BY_ITSELF, true));
        routes.post(
                "/v1/deploy",
                context -> answered(
                        context,
                        flag(context, "auto_promote") ? Promotion.BY_ITSELF : Promotion.BY_HAND,
                        flag(context, "wait")));
    }

    private void answered(Context context, Promotion promotion, boolean waits) {
        Optional<Begun> before = deployments.begun(DeploymentRoutes.key(context));
        Map<String, Object> answer =
                before.isPresent() ? deployment(successful(), before.get(), waits) : answer(context, promotion, waits);
        context.contentType("application/json; charset=utf-8").result(Json.text(answer));
    }

    private Map<String, Object> answer(Context context, Promotion promotion, boolean waits) {
        Compilation compilation =
                CronCheck.checked(ProjectCompiler.askingTheEngine().compile(files(context)), place);
        Map<String, Object> answer = new LinkedHashMap<>();
        boolean failed = compilation.plan().isEmpty();
        boolean same = !failed && deployments.same(compilation.plan().get());
        answer.put("result", failed ? "failed" : same ? "no_changes" : "success");
        answer.put("errors", ProblemObjects.of(compilation.problems(), Severity.ERROR));
        answer.put("warnings", ProblemObjects.of(compilation.problems(), Severity.WARNING));
        if (failed || same) {
            answer.put("changes", List.of());
            if (same && !flag(context, "check")) {
                schedules.accept(compilation.plan().get());
            }
        } else if (flag(context, "check")) {
            answer.put("changes", deployments.changes(compilation.plan().get()));
            answer.put("next_firings", nextFirings(compilation.plan().get()));
        } else {
            deploy(compilation.plan().get(), context, promotion, waits, answer);
        }
        return answer;
    }

    /** What would fire next, if this version were live. */
    private List<Map<String, Object>> nextFirings(Plan plan) {
        return NextFirings.of(CronConfigs.read(plan, place).schedules(), Instant.now(), SHOWN_FIRINGS).stream()
                .map(next -> {
                    Map<String, Object> object = new LinkedHashMap<>();
                    object.put("time", next.time().toString());
                    object.put("name", next.name());
                    object.put("then", next.then());
                    return object;
                })
                .toList();
    }

    private void deploy(Plan plan, Context context, Promotion promotion, boolean waits, Map<String, Object> answer) {
        deployment(
                answer,
                deployments.begin(DeployRequest.deploy(plan, DeploymentRoutes.author(context), promotion)
                        .keyed(DeploymentRoutes.key(context))),
                waits);
    }

    private static Map<String, Object> successful() {
        return new LinkedHashMap<>(Map.of("result", "success", "errors", List.of(), "warnings", List.of()));
    }

    private static Map<String, Object> deployment(Map<String, Object> answer, Begun begun, boolean waits) {
        answer.put("changes", begun.deployment().changes());
        answer.put("deployment", DeploymentObject.of(waits ? Deployments.ended(begun.end()) : begun.deployment()));
        return answer;
    }

    private static boolean flag(Context context, String name) {
        return Boolean.parseBoolean(context.queryParam(name));
    }

    private ProjectFiles files(Context context) {
        Map<String, String> texts = new TreeMap<>();
        for (UploadedFile file : context.uploadedFiles()) {
            texts.put(file.filename(), text(file));
            if (texts.size() > MAX_FILES) {
                throw new PipitException(
                        ErrorCode.INVALID_BODY, "The project has more than " + MAX_FILES + " datafiles.");
            }
        }
        if (texts.isEmpty()) {
            throw new PipitException(
                    ErrorCode.INVALID_BODY,
                    "The body has no files. Expected is a form (multipart/form-data) with a part named "
                            + "data_project:// for each datafile, its path as file name.");
        }
        return SystemTables.in(ProjectFiles.of(texts).with(current.get().files().variables()));
    }

    private static String text(UploadedFile file) {
        try (InputStream in = file.content()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
