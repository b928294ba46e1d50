package io.pipit.jobs.maintenance;

import io.pipit.batch.EngineBounds;
import io.pipit.batch.compact.CompactJob;
import io.pipit.batch.compact.CompactOutcome;
import io.pipit.batch.compact.CompactPolicy;
import io.pipit.batch.compact.CompactSpec;
import io.pipit.batch.compact.FileGroups;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.TableSpec;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.TableState.StoredFile;
import io.pipit.core.project.Plan;
import io.pipit.jobs.flink.FlinkCluster;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.flink.api.common.JobID;

/**
 * Looks which tables have files that should become few, and where there are any, submits a job that does it: one after the other, until
 * all are done, so that what waits for a slot comes in between.
 */
public final class CompactionWork implements MaintenanceWork {
    private record Todo(String table, long files) {}

    private final FlinkCluster cluster;
    private final Lake lake;
    private final LakeConfig lakeConfig;
    private final Supplier<Plan> plan;
    private final Supplier<Set<String>> busy;
    private final CompactPolicy policy;
    private final EngineBounds engine;

    /**
     * On a cluster.
     *
     * @param lakeConfig how the job opens the same lake
     * @param busy tables that a running copy is going to replace: if their files were rewritten meanwhile, it would have to begin again
     */
    public CompactionWork(
            FlinkCluster cluster,
            Lake lake,
            LakeConfig lakeConfig,
            Supplier<Plan> plan,
            Supplier<Set<String>> busy,
            CompactPolicy policy,
            EngineBounds engine) {
        this.cluster = cluster;
        this.lake = lake;
        this.lakeConfig = lakeConfig;
        this.plan = plan;
        this.busy = busy;
        this.policy = policy;
        this.engine = engine;
    }

    @Override
    public Map<String, Long> run(Set<String> tables, String runId, StopSign stop) {
        return numbers(submitted(todo(plan.get(), tables), runId, stop));
    }

    private CompactOutcome submitted(List<String> todo, String runId, StopSign stop) {
        CompactOutcome done = CompactOutcome.NONE;
        List<String> rest = todo;
        while (!rest.isEmpty() && done.bytesBefore() < policy.runBytes()) {
            cluster.letOthersPass(stop::given);
            rest = wanted(rest);
            if (rest.isEmpty() || stop.given()) {
                return done;
            }
            CompactPolicy left = policy.reading(policy.runBytes() - done.bytesBefore());
            CompactSpec spec = new CompactSpec(plan.get().files(), lakeConfig, rest, left, engine);
            JobID job = cluster.submit(CompactJob.graph(spec, runId));
            stop.also(() -> cluster.cancel(job)); // it commits one table after the other, each whole
            Map<String, Object> end = cluster.await(job);
            done = done.plus(CompactJob.outcome(end));
            rest = rest.subList(CompactJob.looked(end), rest.size());
        }
        return done;
    }

    /** A copy may have begun meanwhile. */
    private List<String> wanted(List<String> tables) {
        Set<String> left = busy.get();
        return tables.stream().filter(table -> !left.contains(table)).toList();
    }

    private List<String> todo(Plan now, Set<String> tables) {
        Set<String> left = busy.get();
        FileGroups groups = new FileGroups(policy);
        return now.tables().values().stream()
                .filter(table -> table.engine().kind() != EngineClause.Kind.NULL)
                .filter(table -> tables.isEmpty() || tables.contains(table.name()))
                .filter(table -> !left.contains(table.name()))
                .map(table -> new Todo(table.name(), files(table, groups)))
                .filter(todo -> todo.files() > 0)
                .sorted(Comparator.comparingLong(Todo::files).reversed().thenComparing(Todo::table))
                .map(Todo::table)
                .toList();
    }

    private long files(TableSpec table, FileGroups groups) {
        List<StoredFile> files = lake.find(table.name())
                .map(LakeTable::refresh)
                .map(state -> state.files())
                .orElse(List.of());
        return groups.of(files).stream().mapToLong(Collection::size).sum();
    }

    private static Map<String, Long> numbers(CompactOutcome outcome) {
        Map<String, Long> numbers = new TreeMap<>();
        numbers.put("tables", outcome.tables());
        numbers.put("files_before", outcome.filesBefore());
        numbers.put("files_after", outcome.filesAfter());
        numbers.put("rows_before", outcome.rowsBefore());
        numbers.put("rows_after", outcome.rowsAfter());
        numbers.put("bytes_before", outcome.bytesBefore());
        numbers.put("bytes_after", outcome.bytesAfter());
        numbers.put("overtaken", outcome.overtaken());
        return numbers;
    }
}
