package io.pipit.cli.embedded;

import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.cli.client.Json;
import io.pipit.cli.format.ProblemObjects;
import io.pipit.cli.server.Routes;
import io.pipit.core.error.ErrorBody;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectCompiler.Compilation;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.system.SystemTables;
import io.pipit.jobs.plan.Change;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * {@code POST /v1/build}: takes the files of a project, one part each, and goes on with them when they have no errors. The answer names
 * what changes. With {@code check=true} nothing is changed.
 */
final class BuildRoutes implements Routes {
    private static final int MAX_FILES = io.pipit.core.project.ProjectFolder.MAX_FILES;

    private final Supplier<Plan> current;
    private final Function<Plan, List<Change>> changes;
    private final Consumer<Plan> apply;

    BuildRoutes(Supplier<Plan> current, Function<Plan, List<Change>> changes, Consumer<Plan> apply) {
        this.current = current;
        this.changes = changes;
        this.apply = apply;
    }

    @Override
    public void addTo(JavalinDefaultRoutingApi routes) {
        routes.post("/v1/build", this::build);
    }

    private void build(Context context) {
        Map<String, Object> answer;
        try {
            answer = build(files(context), Boolean.parseBoolean(context.queryParam("check")));
        } catch (PipitException e) {
            ErrorBody body = ErrorBody.of(e);
            context.status(body.status()).contentType("application/json").result(body.toJson());
            return;
        }
        context.contentType("application/json; charset=utf-8").result(Json.text(answer));
    }

    private Map<String, Object> build(ProjectFiles files, boolean check) {
        Compilation compilation = ProjectCompiler.askingTheEngine().compile(files);
        Map<String, Object> answer = new LinkedHashMap<>();
        boolean failed = compilation.plan().isEmpty();
        boolean same = files.equals(current.get().files());
        answer.put("result", failed ? "failed" : same ? "no_changes" : "success");
        answer.put("errors", ProblemObjects.of(compilation.problems(), Severity.ERROR));
        answer.put("warnings", ProblemObjects.of(compilation.problems(), Severity.WARNING));
        if (!failed) {
            answer.put(
                    "changes",
                    same ? List.of() : changes.apply(compilation.plan().get()));
        }
        if (!failed && !check && !same) {
            apply.accept(compilation.plan().get());
        }
        return answer;
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
