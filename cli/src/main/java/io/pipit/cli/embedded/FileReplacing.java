package io.pipit.cli.embedded;

import io.pipit.batch.mutate.Cascade;
import io.pipit.batch.mutate.MutateSpec.Views;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.intake.file.FileStage;
import io.pipit.intake.file.FileStage.Staged;
import io.pipit.intake.file.UrlFile;
import io.pipit.intake.http.FileChanges;
import io.pipit.jobs.http.ChangeObject;
import io.pipit.jobs.mutation.RowChange;
import io.pipit.jobs.mutation.RowChange.Kind;
import io.pipit.jobs.mutation.RowChange.Source;
import io.pipit.jobs.mutation.RowChanges;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Brings the files of requests to the changes of rows. */
final class FileReplacing implements FileChanges {
    private final RowChanges changes;
    private final FileStage stage;
    private final Supplier<Plan> plan;

    FileReplacing(RowChanges changes, FileStage stage, Supplier<Plan> plan) {
        this.plan = plan;
        this.changes = changes;
        this.stage = stage;
    }

    @Override
    public void check(Wanted wanted) {
        changes.check(wanted.dataSource(), wanted.condition());
    }

    @Override
    public void accept(Wanted wanted, Staged rows) {
        FileJobs.acceptance(
                        wanted.dataSource(),
                        wanted.condition(),
                        wanted.emptyMeansAll(),
                        () -> changes.count(wanted.dataSource(), wanted.condition()))
                .check(rows);
    }

    @Override
    public Map<String, Object> replace(Wanted wanted, Staged rows) {
        Source source = Source.staged(FileJobs.rows(rows));
        RowChange done = done(
                changes.start(Kind.REPLACE, wanted.dataSource(), wanted.condition(), source, views(wanted)),
                "replaced");
        return ChangeObject.of(done, wanted.baseUrl());
    }

    @Override
    public Map<String, Object> append(Wanted wanted, Staged rows, String key) {
        Source source = Source.staged(FileJobs.rows(rows));
        RowChange done = done(changes.append(wanted.dataSource(), source, views(wanted), key), "appended");
        Map<String, Object> answer = new LinkedHashMap<>(ChangeObject.of(done, wanted.baseUrl()));
        answer.put("import_id", done.id());
        answer.put("successful_rows", done.result().added());
        answer.put("quarantined_rows", 0);
        return answer;
    }

    private RowChange done(RowChange change, String what) {
        RowChange done = changes.awaited(change);
        if (done.state() != RowChange.State.DONE) {
            throw new PipitException(
                    done.errorCode().isEmpty() ? ErrorCode.COPY_FAILED : ErrorCode.named(done.errorCode()),
                    "Rows of '" + done.table() + "' could not be " + what + ": " + done.why());
        }
        return done;
    }

    @Override
    public Map<String, Object> fetch(Wanted wanted, String url, String format) {
        new UrlFile(url, format);
        Map<String, Object> job = ChangeObject.of(
                changes.start(
                        wanted.append() ? Kind.APPEND : Kind.REPLACE,
                        wanted.dataSource(),
                        wanted.condition(),
                        Source.url(url, format, wanted.emptyMeansAll()),
                        wanted.append() && !stage.byPipes(wanted.dataSource()) ? Views.KEEP : views(wanted)),
                wanted.baseUrl());
        Map<String, Object> answer = new LinkedHashMap<>(job);
        answer.put("job", job);
        return answer;
    }

    /** They follow wherever they can. */
    private Views views(Wanted wanted) {
        try {
            Cascade.check(plan.get(), wanted.dataSource());
            return Views.FOLLOW;
        } catch (PipitException e) {
            return Views.KEEP;
        }
    }
}
