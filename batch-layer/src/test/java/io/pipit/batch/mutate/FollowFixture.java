package io.pipit.batch.mutate;

import io.pipit.batch.populate.ViewsAnew;
import io.pipit.core.block.Column;
import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PositionVector;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.FeedCoverage.SetAsideBlock;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeFixture;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.TableState;
import io.pipit.core.lake.TableState.StoredFile;
import io.pipit.core.project.Followers;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.sql.MergeSql;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A lake with the tables of a project, whose views have what they make of a source; without Kafka and Flink. */
public final class FollowFixture implements AutoCloseable {
    private final LakeFixture fixture;
    private final MergeSql merge = new MergeSql();
    /** Of an engine with one thread. */
    public final EngineSession session;

    /** Of the project. */
    public final Plan plan;

    /** The tables of a project in a folder. */
    public FollowFixture(Path folder, Map<String, String> texts) {
        this(new LakeFixture(folder), texts);
    }

    private FollowFixture(LakeFixture fixture, Map<String, String> texts) {
        this.fixture = fixture;
        session = fixture.session;
        ProjectCompiler.Compilation compiled = new ProjectCompiler().compile(ProjectFiles.of(texts));
        plan = compiled.plan()
                .orElseThrow(() -> new AssertionError(compiled.problems().toString()));
        plan.tables().values().forEach(fixture.lake::ensure);
    }

    /** The same lake with another project. */
    FollowFixture with(Map<String, String> texts) {
        return new FollowFixture(fixture, texts);
    }

    /** What follows a table, without the rows of some of its blocks, which are set aside. */
    void setAside(String table, String rows, List<SetAsideBlock> blocks) {
        SortedMap<LogPartition, Long> next = new TreeMap<>();
        blocks.forEach(block -> next.put(block.partition(), Long.MAX_VALUE));
        anew(table, rows)
                .forEach((target, files) -> Followers.of(plan, table).views().stream()
                        .filter(view -> view.target().equals(target))
                        .forEach(view -> fixture.lake
                                .find(target)
                                .orElseThrow()
                                .commit(new TableChange(
                                        files,
                                        List.of(),
                                        CoveragePlan.set(coverage -> coverage.withFeed(
                                                view.feed(), new FeedCoverage(next, Map.of(), Map.of(), blocks))),
                                        "speed"))));
    }

    /** Runs what is set aside. */
    SetAsideReplay.Outcome replay(String table, String id) {
        return new SetAsideReplay(plan, session, cascade(table)).run(table, id);
    }

    private TableSpec spec(String table) {
        return plan.table(table).orElseThrow();
    }

    /** The lake and how it is opened. */
    public LakeFixture lake() {
        return fixture;
    }

    /** A table as it is. */
    public TableState state(String table) {
        return fixture.lake.find(table).orElseThrow().refresh();
    }

    /** Commits the rows of a query, which has hidden columns, in one file for each of its values of {@code _off}. */
    public void add(String table, String query) {
        commit(table, fixture.lake.find(table).orElseThrow().write(session, spec(table), query), List.of());
    }

    private void commit(String table, List<LakeFile> files, List<String> remove) {
        fixture.lake
                .find(table)
                .orElseThrow()
                .commit(new TableChange(files, remove, CoveragePlan.set(coverage -> coverage), "speed"));
    }

    List<LakeFile> staged(String table, String query) {
        return fixture.lake.find(table).orElseThrow().write(session, spec(table), query);
    }

    String rows(String table, List<StoredFile> files) {
        return fixture.lake.find(table).orElseThrow().scanSql(spec(table), files);
    }

    /** What views make of a table's rows, committed. */
    void follow(String table, String rows) {
        anew(table, rows).forEach((target, files) -> commit(target, files, List.of()));
    }

    private Map<String, List<LakeFile>> anew(String table, String rows) {
        return new ViewsAnew(plan, session, table, Followers.of(plan, table).views(), this::joined)
                .write(
                        rows,
                        view -> true,
                        view -> fixture.lake.find(view.target()).orElseThrow());
    }

    private String joined(String table) {
        return merge.merged(spec(table), rows(table, state(table).files()), false);
    }

    /** As compaction does: rows of a merging table lose the identity of their blocks. */
    void fold(String table) {
        if (!merge.folds(spec(table))) {
            return;
        }
        TableState state = state(table);
        String folded = "SELECT * FROM " + merge.folded(spec(table), rows(table, state.files()));
        commit(
                table,
                staged(table, folded),
                state.files().stream().map(StoredFile::path).toList());
    }

    /** Deletes and adds, and lets the views follow. */
    MutateWork.Outcome change(String table, String condition, List<LakeFile> add, String id) {
        MutateSpec.Change change = new MutateSpec.Change(id, table, condition, add);
        MutateWork work = new MutateWork(session, fixture.lake.find(table).orElseThrow(), spec(table));
        MutateWork.Outcome outcome = work.change(state(table), PositionVector.START, change);
        cascade(table).run(change, PositionVector.START, work.left(), work.changed());
        return outcome;
    }

    /** Rolls back, and lets the views follow. */
    void rollBack(String table, long snapshot, String id) {
        MutateSpec.Change change = new MutateSpec.Change(id, table, "", List.of(), snapshot);
        MutateWork work = new MutateWork(session, fixture.lake.find(table).orElseThrow(), spec(table));
        work.change(state(table), PositionVector.START, change);
        cascade(table).run(change, PositionVector.START, work.left(), work.changed());
    }

    /** As compaction does with rows that no merge folds: they are in one file. */
    void compact(String table) {
        TableState state = state(table);
        commit(
                table,
                staged(table, "SELECT * FROM " + rows(table, state.files())),
                state.files().stream().map(StoredFile::path).toList());
    }

    /** Takes rows out of a table, and nobody follows. */
    void lose(String table, String condition, String id) {
        new MutateWork(session, fixture.lake.find(table).orElseThrow(), spec(table))
                .change(state(table), PositionVector.START, new MutateSpec.Change(id, table, condition, List.of()));
    }

    /** Compares views with their source. */
    SortedMap<String, Long> compare(String table, String condition, MutateSpec.Action action, String id) {
        MutateWork work = new MutateWork(session, fixture.lake.find(table).orElseThrow(), spec(table));
        return new ViewCheck(plan, session, cascade(table))
                .run(
                        new MutateSpec.Change(id, table, condition, List.of()),
                        work.translated(condition),
                        PositionVector.START,
                        action);
    }

    private Cascade cascade(String table) {
        Map<String, Long> snapshots = new HashMap<>();
        Cascade.tables(plan, table)
                .forEach(name -> snapshots.put(name, state(name).snapshotId()));
        return new Cascade(plan, fixture.lake, session, snapshots);
    }

    /** The rows of a table as queries see them. */
    public List<String> read(String table) {
        return texts(table, rows(table, state(table).files()), "true");
    }

    /** The same of what the views of a source would make of it now, by target. */
    public Map<String, List<String>> expected(String source) {
        Map<String, List<String>> expected = new HashMap<>();
        anew(source, rows(source, state(source).files())).forEach((target, files) -> {
            List<StoredFile> stored = files.stream()
                    .map(file -> new StoredFile(file.path(), file.rows(), file.bytes(), 0, ""))
                    .toList();
            expected.put(target, texts(target, rows(target, stored), "true"));
        });
        return expected;
    }

    /** The rows of a table of the lake as queries of one of the plan see them. */
    public List<String> read(String table, LakeTable held) {
        return texts(table, held.scanSql(spec(table), held.refresh().files()), "true");
    }

    /** The rows of a feed in a table. */
    List<String> ofFeed(String table, String condition) {
        return texts(table, rows(table, state(table).files()), condition);
    }

    private List<String> texts(String table, String rows, String condition) {
        String some = "(SELECT * FROM " + rows + " AS s WHERE " + condition + ")";
        String columns = spec(table).columns().stream()
                .map(Column::name)
                .map(EngineSession::quoted)
                .collect(Collectors.joining(", "));
        return session.query(
                "SELECT CAST(r AS VARCHAR) AS t FROM (SELECT " + columns + " FROM "
                        + merge.merged(spec(table), some, false) + " AS m) AS r ORDER BY t",
                result -> {
                    List<String> texts = new ArrayList<>();
                    while (result.next()) {
                        texts.add(result.getString(1));
                    }
                    return texts;
                });
    }

    @Override
    public void close() {
        fixture.close();
    }
}
