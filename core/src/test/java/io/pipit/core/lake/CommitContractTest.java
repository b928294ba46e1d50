package io.pipit.core.lake;

import static io.pipit.core.lake.LakeFixture.SPEC;
import static io.pipit.core.lake.LakeFixture.append;
import static io.pipit.core.lake.LakeFixture.covered;
import static io.pipit.core.lake.LakeFixture.next;
import static io.pipit.core.lake.LakeFixture.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.FaultyCatalog.Fault;
import io.pipit.core.lake.LakeTable.CommitResult;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.LakeTable.Verdict;
import io.pipit.core.lake.file.IcebergFiles;
import io.pipit.core.lake.io.LocalFileIO;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ValidationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the rules of the lake rest on, and that they hold when the catalog fails. */
class CommitContractTest {
    private static final TableIdentifier EVENTS = TableIdentifier.of(Namespace.of("pipit"), "events");

    @TempDir
    Path folder;

    private LakeFixture fixture;
    private FaultyCatalog catalog;
    private LakeTable table;

    @BeforeEach
    void open() {
        fixture = new LakeFixture(folder);
        catalog = new FaultyCatalog();
        catalog.initialize(
                "pipit",
                Map.of(
                        "uri",
                        fixture.config().uri(),
                        "warehouse",
                        fixture.config().warehouse(),
                        "io-impl",
                        LocalFileIO.class.getName()));
        table = new Lake(catalog, fixture.config().warehouse()).ensure(SPEC);
    }

    @AfterEach
    void close() {
        catalog.close();
        fixture.close();
    }

    @Test
    void icebergAloneRebasesAnOlderCoverageOverANewerOne() {
        Table slow = catalog.loadTable(EVENTS);
        AppendFiles late = slow.newAppend();
        table.write(fixture.session, SPEC, rows(0, 10))
                .forEach(f -> late.appendFile(new IcebergFiles(slow.schema(), slow.spec()).dataFile(f)));
        late.set(Snapshots.COVERAGE, CoverageCodec.encode(covered(Coverage.EMPTY, 10)));
        fixture.commit(table, 0, 30);

        late.commit();

        assertThat(table.refresh().rows()).as("rows count twice").isEqualTo(40);
        assertThat(next(table.refresh().coverage())).as("coverage went back").isEqualTo(10);
    }

    @Test
    void withTheValidationTheSameCommitIsRefused() {
        Table slow = catalog.loadTable(EVENTS);
        AppendFiles late = slow.newAppend();
        table.write(fixture.session, SPEC, rows(0, 10))
                .forEach(f -> late.appendFile(new IcebergFiles(slow.schema(), slow.spec()).dataFile(f)));
        late.validateWith(ancestry -> !ancestry.iterator().hasNext());
        fixture.commit(table, 0, 30);

        assertThatThrownBy(late::commit).isInstanceOf(ValidationException.class);
        assertThat(table.refresh().rows()).isEqualTo(30);
    }

    @Test
    void aCommitBetweenDecisionAndCommitIsSeen() {
        List<LakeFile> files = table.write(fixture.session, SPEC, rows(0, 10));
        boolean[] overtaken = {false};
        LakeTable theirs = fixture.lake.find("events").orElseThrow();
        LakeTable.TableChange change = new LakeTable.TableChange(
                files,
                List.of(),
                current -> {
                    if (!overtaken[0]) {
                        overtaken[0] = true;
                        fixture.commit(theirs, 0, 10);
                    }
                    return LakeFixture.step(0, 10).decide(current);
                },
                "speed");
        assertThat(table.commit(change).verdict()).isEqualTo(Verdict.ALREADY_DONE);
        assertThat(table.refresh().rows()).isEqualTo(10);
    }

    @Test
    void aCommitWhoseAnswerIsLostIsFoundAndNotRepeated() {
        int before = catalog.commitsTried();
        catalog.next(Fault.LOST_ANSWER);
        assertThat(fixture.commit(table, 0, 10).verdict()).isEqualTo(Verdict.COMMIT);
        assertThat(catalog.commitsTried()).isEqualTo(before + 1);
        assertThat(table.refresh().rows()).isEqualTo(10);
    }

    @Test
    void aCommitThatGotLostIsDoneAgain() {
        int before = catalog.commitsTried();
        catalog.next(Fault.LOST_REQUEST);
        assertThat(fixture.commit(table, 0, 10).verdict()).isEqualTo(Verdict.COMMIT);
        assertThat(catalog.commitsTried()).isEqualTo(before + 2);
        assertThat(table.refresh().rows()).isEqualTo(10);
    }

    @Test
    void aReplacementThatArrivesLateIsDone() {
        List<LakeFile> small = table.write(fixture.session, SPEC, rows(0, 10));
        table.commit(append(small, 0, 10));
        List<LakeFile> compacted = table.write(fixture.session, SPEC, rows(0, 10));
        List<String> replaced = small.stream().map(LakeFile::path).toList();
        catalog.next(Fault.LATE);
        LakeTable.CommitResult result =
                table.commit(new LakeTable.TableChange(compacted, replaced, LakeTable.CoveragePlan.carry(), "compact"));
        assertThat(result.verdict()).isEqualTo(Verdict.COMMIT);
        assertThat(table.refresh().rows()).isEqualTo(10);
    }

    @Test
    void anOutcomeThatCannotBeFoundOutIsAnErrorAndARepeatIsDone() {
        List<LakeFile> files = table.write(fixture.session, SPEC, rows(0, 10));
        catalog.next(Fault.LOST_ANSWER_THEN_AWAY);
        assertThatThrownBy(() -> table.commit(append(files, 0, 10)))
                .satisfies(e -> assertThat(((PipitException) e).code()).isEqualTo(ErrorCode.CATALOG_UNAVAILABLE))
                .hasMessageContaining("whether a commit to events took effect");
        catalog.next(Fault.NONE);
        assertThat(table.commit(append(files, 0, 10)).verdict()).isEqualTo(Verdict.ALREADY_DONE);
        assertThat(table.refresh().rows()).isEqualTo(10);
    }

    @Test
    void aCatalogThatIsAwayIsNamed() {
        List<LakeFile> files = table.write(fixture.session, SPEC, rows(0, 10));
        catalog.next(Fault.AWAY);
        assertThatThrownBy(() -> table.commit(append(files, 0, 10)))
                .satisfies(e -> assertThat(((PipitException) e).code()).isEqualTo(ErrorCode.CATALOG_UNAVAILABLE));
        assertThatThrownBy(table::refresh).hasMessageContaining("connection refused");
    }

    @Test
    void aTableThatCannotBeMadeNowIsNotTakenAsGone() {
        Lake lake = new Lake(catalog, fixture.config().warehouse());
        lake.drop(SPEC.name());
        catalog.next(Fault.REFUSED);
        assertThatThrownBy(() -> lake.ensure(SPEC))
                .satisfies(e -> assertThat(((PipitException) e).code()).isEqualTo(ErrorCode.CATALOG_UNAVAILABLE));
        assertThat(lake.ensure(SPEC).refresh().rows()).isZero();
    }

    @Test
    void aTableThatAnotherProgramWroteToIsNotTakenAsEmpty() {
        fixture.commit(table, 0, 10);
        catalog.loadTable(EVENTS).newAppend().commit();

        assertThatThrownBy(table::refresh)
                .satisfies(e -> assertThat(((PipitException) e).code()).isEqualTo(ErrorCode.COVERAGE_MISSING))
                .hasMessageContaining("another program committed to it");
        assertThatThrownBy(() -> fixture.commit(table, 0, 10))
                .satisfies(e -> assertThat(((PipitException) e).code()).isEqualTo(ErrorCode.COVERAGE_MISSING));
    }

    /** Compactions take longer than the appends beside them: what decides is time, not how often others were faster. */
    @Test
    void aChangeThatIsOvertakenAgainAndAgainIsCommittedOnceOthersRest() {
        List<LakeFile> first = table.write(fixture.session, SPEC, rows(0, 10));
        table.commit(append(first, 0, 10));
        AtomicInteger next = new AtomicInteger(10);
        catalog.beforeCommits(30, () -> {
            int from = next.getAndAdd(1);
            fixture.commit(fixture.lake.find("events").orElseThrow(), from, from + 1);
        });

        CommitResult result = table.commit(new TableChange(
                table.write(fixture.session, SPEC, rows(0, 10)),
                first.stream().map(LakeFile::path).toList(),
                CoveragePlan.carry(),
                "compact"));

        assertThat(next).as("others that came first").hasValue(40);
        assertThat(result.verdict()).isEqualTo(Verdict.COMMIT);
        assertThat(fixture.count(table, result.state())).isEqualTo(40);
        assertThat(next(result.state().coverage())).isEqualTo(40);
    }

    @Test
    void aChangeWhoseFilesWentMeanwhileIsAConflict() {
        List<LakeFile> first = table.write(fixture.session, SPEC, rows(0, 10));
        table.commit(append(first, 0, 10));
        List<String> gone = first.stream().map(LakeFile::path).toList();
        catalog.beforeCommits(
                1,
                () -> fixture.lake
                        .find("events")
                        .orElseThrow()
                        .commit(new TableChange(List.of(), gone, CoveragePlan.carry(), "delete")));

        CommitResult result = table.commit(new TableChange(
                table.write(fixture.session, SPEC, rows(0, 10)), gone, CoveragePlan.carry(), "compact"));

        assertThat(result.verdict()).isEqualTo(Verdict.CONFLICT);
        assertThat(result.state().rows()).isZero();
    }

    @Test
    void metadataThatWasReplacedAndDeletedMeanwhileIsAskedForAnew() {
        fixture.commit(table, 0, 10);
        catalog.metadataIsGone(3);
        assertThat(table.refresh().rows()).isEqualTo(10);
        catalog.metadataIsGone(100);
        assertThatThrownBy(() -> table.refresh())
                .satisfies(e -> assertThat(((PipitException) e).code()).isEqualTo(ErrorCode.CATALOG_UNAVAILABLE));
    }
}
