package io.pipit.cli.embedded;

import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.intake.EventsIntake;
import io.pipit.intake.Receipt;
import io.pipit.intake.file.FileIntake;
import io.pipit.intake.file.FileStage;
import io.pipit.intake.file.FileStage.Staged;
import io.pipit.intake.file.QuarantineReplay;
import io.pipit.intake.file.QuarantineReplay.Progress;
import io.pipit.intake.file.UrlFile;
import io.pipit.jobs.mutation.FileWork;
import io.pipit.jobs.mutation.QuarantinedRows;
import io.pipit.jobs.mutation.RowChange.Replay;
import io.pipit.jobs.mutation.RowChange.Source;
import io.pipit.jobs.mutation.RowChange.StagedRows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Fetches files for the jobs that append and replace. */
final class FileJobs implements FileWork {
    /** What reads files; there once the intake runs. */
    record Readers(FileIntake files, FileStage stage, QuarantineReplay replay) {
        /** Over an intake and a lake; files are in a folder while they are read. */
        static Readers over(EventsIntake intake, Lake lake, Function<String, Optional<TableSpec>> tables, Path folder) {
            return new Readers(
                    new FileIntake(intake, tables, folder),
                    new FileStage(intake, lake, tables, folder),
                    new QuarantineReplay(intake, lake, tables, folder));
        }
    }

    private final Supplier<Readers> readers;

    FileJobs(Supplier<Readers> readers) {
        this.readers = readers;
    }

    @Override
    public Appended append(String changeId, String table, Source source) {
        UrlFile file = new UrlFile(source.url(), source.format());
        try (InputStream content = file.open()) {
            Receipt receipt = readers.get().files().append(table, file.form(), content, changeId);
            return new Appended(receipt.successfulRows(), receipt.quarantinedRows());
        } catch (IOException e) {
            throw broken(source, e);
        }
    }

    @Override
    public StagedRows stage(String changeId, String table, String condition, Source source, Runnable conditionTried) {
        UrlFile file = new UrlFile(source.url(), source.format());
        FileStage.Acceptance acceptance = acceptance(table, condition, source.emptyMeansAll(), conditionTried);
        try (InputStream content = file.open()) {
            return rows(readers.get().stage().stage(changeId, table, condition, file.form(), content, acceptance));
        } catch (IOException e) {
            throw broken(source, e);
        }
    }

    @Override
    public void replay(String changeId, String table, String condition, Replay from, Consumer<Replay> noted) {
        readers.get()
                .replay()
                .send(
                        changeId,
                        QuarantinedRows.sourceOf(table),
                        from.set(),
                        condition,
                        new Progress(from.last(), from.pieces(), from.rows(), from.quarantined()),
                        now -> noted.accept(
                                new Replay(from.set(), now.last(), now.pieces(), now.rows(), now.quarantined())));
    }

    /**
     * Of rows that are to take the place of others: no rows may do so only where that is meant. Where some go to the quarantine, a
     * condition that fails on rows of the table has to do so before.
     */
    static FileStage.Acceptance acceptance(
            String table, String condition, boolean emptyMeansAll, Runnable conditionTried) {
        return staged -> {
            if (staged.rows() == 0 && !emptyMeansAll) {
                throw new PipitException(
                        ErrorCode.INVALID_BODY,
                        "The file holds no rows" + (staged.leftOut() > 0 ? " for which the condition is true" : "")
                                + "; nothing of '" + table
                                + "' was replaced. If rows shall go and none come, delete them"
                                + " ('pipit datasource delete' or 'truncate'), or add replace_truncate_when_empty=true to a"
                                + " request.");
            }
            if (staged.quarantined() > 0 && !condition.isBlank()) {
                conditionTried.run();
            }
        };
    }

    static StagedRows rows(Staged staged) {
        return new StagedRows(staged.files(), staged.rows(), staged.quarantined(), staged.leftOut());
    }

    private static PipitException broken(Source source, IOException e) {
        return new PipitException(
                ErrorCode.STORAGE_FAILED, "The file at " + source.url() + " broke off: " + e.getMessage(), e);
    }
}
