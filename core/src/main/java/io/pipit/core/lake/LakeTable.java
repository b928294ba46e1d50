package io.pipit.core.lake;

import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.lake.TableState.Age;
import io.pipit.core.lake.file.ParquetFiles;
import io.pipit.core.lake.file.ScanSql;
import io.pipit.core.lake.layout.AddedColumns;
import io.pipit.core.lake.remote.EngineFiles;
import io.pipit.core.lake.remote.FileCache.RemoteFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.SnapshotUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One table of the lake. Thread-safe. */
public final class LakeTable {
    private static final Logger LOG = LoggerFactory.getLogger(LakeTable.class);
    private static final String LABEL = "pipit.label.";
    private static final int CACHED_STATES = 16;

    private final String name;
    private final Table reading;
    private final Object readLock = new Object();
    private final TableMetadata metadata;
    private final Supplier<Table> committing;
    private CommitLoop commits;
    private final Object commitLock = new Object();
    private final SnapshotFiles files;
    private final EngineFiles engineFiles;
    private final Map<Long, TableState> states = new LinkedHashMap<>(CACHED_STATES, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, TableState> eldest) {
            return size() > CACHED_STATES;
        }
    };

    /** Another handle of the same table commits, once somebody does: readers do not wait for it. */
    LakeTable(String name, Table reading, Supplier<Table> committing, EngineFiles engineFiles) {
        this.engineFiles = engineFiles;
        this.name = name;
        this.reading = reading;
        this.metadata = new TableMetadata(name, reading, readLock);
        this.committing = committing;
        this.files = new SnapshotFiles(reading.io());
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** What the table was made for, as given to {@link Lake#ensure(TableSpec, String)}; the empty text when nothing was. */
    public String fingerprint() {
        return reading.properties().getOrDefault(Lake.FINGERPRINT, "");
    }

    /** Names of its columns as last read, hidden ones first. */
    public List<String> columns() {
        synchronized (readLock) {
            return reading.schema().columns().stream()
                    .map(Types.NestedField::name)
                    .toList();
        }
    }

    /** Refreshes from the catalog and returns the current snapshot. */
    public TableState refresh() {
        synchronized (readLock) {
            return CatalogErrors.asking("reading " + name, () -> {
                reading.refresh();
                return state(reading.currentSnapshot());
            });
        }
    }

    /** The snapshot of this id, when it has not expired; -1 stands for a table without any. */
    public Optional<TableState> at(long snapshotId) {
        synchronized (readLock) {
            return CatalogErrors.asking("reading " + name, () -> {
                if (snapshotId == -1) {
                    return Optional.of(state(null));
                }
                if (reading.snapshot(snapshotId) == null) {
                    reading.refresh();
                }
                return Optional.ofNullable(reading.snapshot(snapshotId)).map(this::state);
            });
        }
    }

    private TableState state(Snapshot snapshot) {
        if (snapshot == null) {
            return new TableState(name, new Age(id(), 0), -1, Coverage.EMPTY, List.of());
        }
        TableState known = states.get(snapshot.snapshotId());
        if (known == null) {
            Coverage coverage = Snapshots.coverage(name, snapshot);
            Age age = new Age(id(), snapshot.sequenceNumber());
            known = new TableState(name, age, snapshot.snapshotId(), coverage, files.of(snapshot));
            states.put(known.snapshotId(), known);
        }
        return known;
    }

    private String id() {
        return reading.uuid().toString();
    }

    /**
     * Writes the rows of a query as sorted Parquet files with the table's field ids, one for each partition value. The query
     * yields the hidden columns and the columns of the table, by name. Nothing is committed.
     */
    public List<LakeFile> write(EngineSession session, TableSpec spec, String query) {
        return written(spec, parquet -> parquet.write(session, query));
    }

    /** What {@link #writeOne} wants: the partition that all rows belong to; empty when there are several, or it takes more to know. */
    public Optional<String> onePartition(EngineSession session, TableSpec spec, String query) {
        return new ParquetFiles(spec, reading.schema(), Path.of("")).onePartition(session, query);
    }

    /** As {@link #write}, for rows of one partition: cheaper than to find the partition of each row. */
    public List<LakeFile> writeOne(EngineSession session, TableSpec spec, String query, String partition) {
        return written(spec, parquet -> parquet.writeOne(session, query, partition));
    }

    /** As {@link #writeOne}, for rows that nobody has looked at; empty when they do not belong to one partition: nothing is written then. */
    public List<LakeFile> writeLikelyOne(EngineSession session, TableSpec spec, String query) {
        return written(spec, parquet -> parquet.writeLikelyOne(session, query));
    }

    private List<LakeFile> written(TableSpec spec, Function<ParquetFiles, List<LakeFile>> writer) {
        Schema schema = reading.schema();
        return engineFiles.write(
                reading.io(),
                reading.location() + "/data",
                folder -> writer.apply(new ParquetFiles(spec, schema, folder)));
    }

    /** Whether a written file is one of this table and is still there. */
    public boolean has(LakeFile file) {
        return Locations.within(file.path(), reading.location())
                && reading.io().newInputFile(file.path()).exists();
    }

    /** Texts beside its files. */
    public TableNotes notes() {
        return new TableNotes(name, reading.io(), reading.location());
    }

    /** Deletes written files for which a commit was never tried. One that cannot be deleted is left to the search for orphans. */
    public void discard(List<LakeFile> files) {
        for (LakeFile file : files) {
            try {
                reading.io().deleteFile(file.path());
            } catch (RuntimeException e) {
                LOG.warn("The file {} of {} stays: {}", file.path(), name, e.getMessage());
            }
        }
    }

    /**
     * The engine's text that reads files of this table: a parenthesised SELECT of the hidden columns and the columns of the table
     * in storage types; zero files give an empty relation of the same shape. Remote files are brought here, and stay until the lake
     * is closed: for work that opens a lake of its own; others use {@link #scan}.
     */
    public String scanSql(TableSpec spec, List<TableState.StoredFile> files) {
        engineFiles.hold(reading.io(), remote(files));
        return scan(spec, files).sql();
    }

    /** The same, for who says from when to when the files are read. */
    public LakeScan scan(TableSpec spec, List<TableState.StoredFile> files) {
        Schema schema = reading.schema();
        Schema first = reading.schemas().getOrDefault(0, schema);
        Set<Integer> original =
                first.columns().stream().map(Types.NestedField::fieldId).collect(Collectors.toSet());
        ScanSql sql = new ScanSql(
                spec, schema, original, reading.schemas().size() > 1, new AddedColumns(reading.properties()));
        List<String> paths =
                files.stream().map(f -> engineFiles.readable(f.path())).toList();
        return new LakeScan(columns -> sql.select(paths, columns), remote(files), reading.io(), engineFiles);
    }

    private static List<RemoteFile> remote(List<TableState.StoredFile> files) {
        return files.stream()
                .filter(f -> EngineFiles.remote(f.path()))
                .map(f -> new RemoteFile(f.path(), f.bytes()))
                .toList();
    }

    /**
     * The one commit function (rule 1). Re-reads coverage, applies the change, and commits with a validation that coverage is
     * still what was read; retried while others commit in between.
     *
     * @param change what to add, remove and cover
     * @return COMMIT when it is done, ALREADY_DONE when the change finds itself in the coverage, or CONFLICT when it does not
     *     fit it
     * @throws io.pipit.core.error.PipitException {@code CATALOG_UNAVAILABLE} when the catalog fails and it could not be found
     *     out whether the commit took effect: read coverage again before anything is repeated; {@code COMMIT_CONFLICT} when
     *     others always came first; {@code COVERAGE_MISSING} when another program wrote to the table
     */
    public CommitResult commit(TableChange change) {
        return committed(loop -> loop.commit(change));
    }

    /** The same, for what can as well be done another time: {@code COMMIT_CONFLICT} when others have come first for so long. */
    public CommitResult commit(TableChange change, Duration longest) {
        return committed(loop -> loop.commit(change, longest));
    }

    private CommitResult committed(Function<CommitLoop, Verdict> commit) {
        Verdict verdict;
        synchronized (commitLock) {
            if (commits == null) {
                commits = new CommitLoop(name, CatalogErrors.asking("opening " + name, committing));
            }
            verdict = commit.apply(commits);
        }
        return new CommitResult(verdict, refresh());
    }

    /** Says anew what the table was made for, when its rows stay as they are, see {@link #fingerprint()}. */
    public void mark(String fingerprint) {
        metadata.property("marking", Lake.FINGERPRINT, fingerprint);
    }

    /** Keeps a text with the table, under a name of its own; see {@link #label(String)}. */
    public void label(String label, String text) {
        metadata.property("labelling", LABEL + label, text);
    }

    /** A text that is kept with the table, as last read. */
    public Optional<String> label(String label) {
        return Optional.ofNullable(reading.properties().get(LABEL + label));
    }

    /** Keeps a snapshot from expiry under a name; a tag of that name is moved. */
    public void tag(String tag, long snapshotId) {
        metadata.tag(tag, snapshotId);
    }

    /** The same for so long at most: for who may not come to remove the tag. */
    public void tag(String tag, long snapshotId, Duration longest) {
        metadata.tag(tag, snapshotId, longest);
    }

    /** Removes a tag, if it is there. */
    public void untag(String tag) {
        metadata.untag(tag);
    }

    /** Forgets snapshots before a time (since 1970), but for tagged ones and the newest, with files that only they use. */
    public void expire(long olderThanMillis, int keepLast) {
        metadata.expire(olderThanMillis, keepLast);
    }

    /** Ids of all snapshots that have not expired. */
    public Set<Long> snapshots() {
        synchronized (readLock) {
            return CatalogErrors.asking("reading " + name, () -> {
                reading.refresh();
                Set<Long> ids = new HashSet<>();
                reading.snapshots().forEach(snapshot -> ids.add(snapshot.snapshotId()));
                return ids;
            });
        }
    }

    /**
     * Who has committed since a snapshot, as far as their snapshots have not expired.
     *
     * @param snapshotId that has not expired; -1 for the time before the first commit
     */
    public List<String> authorsSince(long snapshotId) {
        synchronized (readLock) {
            return CatalogErrors.asking("reading " + name, () -> {
                reading.refresh();
                Snapshot since = snapshotId < 0 ? null : reading.snapshot(snapshotId);
                long from = since == null ? 0 : since.sequenceNumber();
                List<String> authors = new ArrayList<>();
                for (Snapshot snapshot : reading.snapshots()) {
                    if (snapshot.sequenceNumber() > from) {
                        authors.add(snapshot.summary().getOrDefault(Snapshots.AUTHOR, ""));
                    }
                }
                return authors;
            });
        }
    }

    /** The commits that have not expired, newest first. */
    public List<SnapshotInfo> history() {
        synchronized (readLock) {
            return CatalogErrors.asking("reading the history of " + name, () -> {
                reading.refresh();
                List<SnapshotInfo> history = new ArrayList<>();
                for (Snapshot snapshot : SnapshotUtil.currentAncestors(reading)) {
                    List<String> tags = reading.refs().entrySet().stream()
                            .filter(ref ->
                                    ref.getValue().isTag() && ref.getValue().snapshotId() == snapshot.snapshotId())
                            .map(Map.Entry::getKey)
                            .sorted()
                            .toList();
                    history.add(SnapshotInfo.of(snapshot, tags));
                }
                return history;
            });
        }
    }

    /** The snapshots that tags keep, by tag. */
    public Map<String, TableState> tagged() {
        synchronized (readLock) {
            return CatalogErrors.asking("reading " + name, () -> {
                reading.refresh();
                Map<String, TableState> tagged = new TreeMap<>();
                reading.refs().forEach((tag, ref) -> {
                    if (ref.isTag()) {
                        tagged.put(tag, state(reading.snapshot(ref.snapshotId())));
                    }
                });
                return tagged;
            });
        }
    }

    /** Where its files are. */
    String location() {
        return reading.location();
    }

    /** Every file that some snapshot which has not expired, or the table itself, still names. */
    Set<String> namedFiles() {
        synchronized (readLock) {
            return CatalogErrors.asking("listing the files of " + name, () -> {
                reading.refresh();
                return new NamedFiles(reading).all();
            });
        }
    }

    /**
     * A change of a table.
     *
     * @param add files to add
     * @param remove paths of files to remove; if one is no longer in the table the change is a CONFLICT
     * @param plan from the coverage that is there to what the commit does
     * @param author for the summary, for instance {@code speed} or {@code copy:snapshot}
     */
    public record TableChange(List<LakeFile> add, List<String> remove, CoveragePlan plan, String author) {}

    /** Decides on the coverage that is there. */
    @FunctionalInterface
    public interface CoveragePlan {
        /** What to do. */
        Decision decide(Coverage current);

        /** Carries coverage on unchanged, for compaction and the like. */
        static CoveragePlan carry() {
            return current -> new Decision(Verdict.COMMIT, current);
        }

        /** Sets what the operator makes of the current one. */
        static CoveragePlan set(UnaryOperator<Coverage> change) {
            return current -> new Decision(Verdict.COMMIT, change.apply(current));
        }
    }

    /** What a coverage plan decides. */
    public enum Verdict {
        COMMIT,
        ALREADY_DONE,
        CONFLICT
    }

    /** The verdict with the coverage to commit (null unless COMMIT). */
    public record Decision(Verdict verdict, Coverage coverage) {}

    /** How a commit ended: the state that is there now. */
    public record CommitResult(Verdict verdict, TableState state) {}
}
