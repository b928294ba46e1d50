package io.pipit.core.lake;

import static io.pipit.core.lake.LakeFixture.SPEC;
import static io.pipit.core.lake.LakeFixture.append;
import static io.pipit.core.lake.LakeFixture.next;
import static io.pipit.core.lake.LakeFixture.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.OrphanFiles.Candidate;
import io.pipit.core.lake.TableState.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots expire and orphans go; what a snapshot, a tag or a writer needs stays. */
class OrphanFilesTest {
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant CUT = Instant.parse("2026-01-02T00:00:00Z");

    @TempDir
    Path folder;

    private LakeFixture fixture;
    private LakeTable table;

    @BeforeEach
    void open() {
        fixture = new LakeFixture(folder);
        table = fixture.lake.ensure(SPEC);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void nothingOfALiveTableIsAnOrphan() {
        for (int i = 0; i < 15; i++) {
            fixture.commit(table, i * 10L, i * 10L + 10);
        }
        assertThat(fixture.lake.orphans().find(Instant.MAX, Set.of()))
                .as("former metadata files, which Iceberg deletes itself, are named")
                .isEmpty();
    }

    @Test
    void filesThatNobodyCommittedGoWhenTheyAreOld() throws IOException {
        fixture.commit(table, 0, 10);
        List<LakeFile> lost = table.write(fixture.session, SPEC, rows(10, 20));
        List<LakeFile> underWay = table.write(fixture.session, SPEC, rows(10, 30));
        for (LakeFile file : lost) {
            age(Path.of(file.path()));
        }
        for (StoredFile file : table.refresh().files()) {
            age(Path.of(file.path()));
        }

        List<Candidate> found = fixture.lake.orphans().find(CUT, Set.of());
        assertThat(found.stream().map(c -> c.path().toString()))
                .containsExactlyInAnyOrderElementsOf(
                        lost.stream().map(LakeFile::path).toList());
        assertThat(fixture.lake.orphans().delete(found).files()).isEqualTo(lost.size());

        table.commit(append(underWay, 10, 30));
        assertThat(fixture.count(table, table.refresh())).isEqualTo(30);
    }

    @Test
    void whatIsCommittedAfterItWasFoundStays() throws IOException {
        List<LakeFile> late = table.write(fixture.session, SPEC, rows(0, 10));
        for (LakeFile file : late) {
            age(Path.of(file.path()));
        }
        List<Candidate> found = fixture.lake.orphans().find(CUT, Set.of("events"));
        assertThat(found).hasSameSizeAs(late);
        table.commit(append(late, 0, 10));

        assertThat(fixture.lake.orphans().delete(found).files()).isZero();
        assertThat(fixture.count(table, table.refresh())).isEqualTo(10);
    }

    @Test
    void droppedTablesGoAndThoseOfOthersStay() throws IOException {
        fixture.commit(table, 0, 10);
        Path old = Path.of(table.location());
        Path foreign = Files.createDirectories(old.resolveSibling("other-12345678"));
        age(Files.createFile(foreign.resolve("file")));
        fixture.lake.drop("events");
        assertThat(fixture.lake.orphans().find(CUT, Set.of()))
                .as("dropped just now")
                .isEmpty();
        age(old.resolve("dropped.marker"));
        LakeTable anew = fixture.lake.ensure(SPEC);
        fixture.commit(anew, 0, 5);

        OrphanFiles orphans = fixture.lake.orphans();
        assertThat(orphans.delete(orphans.find(CUT, Set.of())).files()).isPositive();

        assertThat(old).doesNotExist();
        assertThat(foreign.resolve("file")).exists();
        assertThat(fixture.count(anew, anew.refresh())).isEqualTo(5);
    }

    @Test
    void expiryKeepsTagsTheLastOnesAndCoverage() {
        TableState tagged = fixture.commit(table, 0, 10).state();
        table.tag("copy-1", tagged.snapshotId());
        for (int i = 1; i < 8; i++) {
            fixture.commit(table, i * 10L, i * 10L + 10);
        }
        List<String> all =
                table.refresh().files().stream().map(StoredFile::path).toList();
        List<LakeFile> one = table.write(fixture.session, SPEC, rows(0, 80));
        table.commit(new TableChange(one, all, CoveragePlan.carry(), "compact"));

        table.expire(Long.MAX_VALUE, 2);

        assertThat(table.snapshots()).hasSize(3).contains(tagged.snapshotId());
        assertThat(next(table.refresh().coverage())).isEqualTo(80);
        assertThat(fixture.count(table, table.refresh())).isEqualTo(80);
        assertThat(fixture.count(table, table.tagged().get("copy-1"))).isEqualTo(10);
        assertThat(fixture.lake.orphans().find(Instant.MAX, Set.of())).isEmpty();

        table.untag("copy-1");
        table.expire(Long.MAX_VALUE, 1);
        assertThat(table.snapshots()).hasSize(1);
        assertThat(parquet())
                .as("the files that only expired snapshots had are gone")
                .isEqualTo(one.size());
        assertThat(next(fixture.commit(table, 80, 90).state().coverage())).isEqualTo(90);
    }

    private long parquet() {
        try (Stream<Path> files = Files.walk(Path.of(table.location()))) {
            return files.filter(f -> f.toString().endsWith(".parquet")).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void age(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
    }
}
