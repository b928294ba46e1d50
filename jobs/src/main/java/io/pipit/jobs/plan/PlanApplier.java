package io.pipit.jobs.plan;

import io.pipit.core.block.EngineClause;
import io.pipit.core.block.Feed;
import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.Plan;
import io.pipit.jobs.LogSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the topics and the tables of a project before its jobs start, so that jobs and readers find them. A table whose rows the new
 * version would make otherwise is made anew; its feeds, having no coverage then, are derived again from the start of their logs. No
 * speed job may run meanwhile.
 */
public final class PlanApplier {
    private static final Logger LOG = LoggerFactory.getLogger(PlanApplier.class);

    private final LogSettings logs;
    private final Lake lake;

    /** On an installation. */
    public PlanApplier(LogSettings logs, Lake lake) {
        this.logs = logs;
        this.lake = lake;
    }

    /**
     * Makes what is missing and makes anew what has changed. What a project no longer has is left as it is.
     *
     * @return the tables that were made anew
     * @throws PipitException {@code INVALID_PROJECT} when a table would have to be made anew whose rows are not all in a log; nothing
     *     is changed then
     */
    public List<String> apply(Plan plan) {
        List<TableSpec> stored = new TreeMap<>(plan.tables())
                .values().stream()
                        .filter(table -> table.engine().kind() != EngineClause.Kind.NULL)
                        .toList();
        stored.forEach(table -> refuseLoss(table, plan));
        try (LogAdmin admin = new LogAdmin(logs.bootstrapServers(), logs.client())) {
            admin.ensure(logs.topics().fresh(), logs.partitions());
            plan.landing().stream()
                    .sorted()
                    .forEach(name -> admin.ensure(logs.topics().log(name), logs.partitions()));
        }
        List<String> anew = new ArrayList<>();
        for (TableSpec table : stored) {
            if (prepare(table, plan)) {
                anew.add(table.name());
            }
        }
        return anew;
    }

    private boolean prepare(TableSpec table, Plan plan) {
        Fingerprint wanted = Fingerprint.of(table, plan);
        Optional<Fingerprint> found = lake.find(table.name()).flatMap(held -> Fingerprint.parse(held.fingerprint()));
        if (found.isEmpty() || !found.get().keeps(wanted)) {
            found.ifPresent(former -> LOG.info(
                    "The table {} is made anew and derived from the log again: {}",
                    table.name(),
                    former.difference(wanted)));
            lake.ensure(table, wanted.toText());
            return found.isPresent();
        }
        Fingerprint followed = found.get().followedBy(wanted);
        LakeTable kept = lake.ensure(table);
        if (!followed.equals(found.get())) {
            kept.mark(followed.toText());
        }
        return false;
    }

    private void refuseLoss(TableSpec table, Plan plan) {
        Optional<LakeTable> held = lake.find(table.name());
        Optional<Fingerprint> found = held.flatMap(t -> Fingerprint.parse(t.fingerprint()));
        if (found.isEmpty() || found.get().keeps(Fingerprint.of(table, plan))) {
            return;
        }
        boolean appended = held.get().refresh().coverage().copies().keySet().stream()
                .anyMatch(feed -> !replacing(feed, table.name(), plan));
        if (appended) {
            throw new PipitException(
                    ErrorCode.INVALID_PROJECT,
                    "The data source '" + table.name() + "' cannot be changed like this: "
                            + found.get().difference(Fingerprint.of(table, plan))
                            + ", and it holds rows that copies have appended, which no log has. Give the data source"
                            + " another name, or undo the change; new columns may be added.");
        }
    }

    /** A copy that replaces makes all its rows again the next time it runs. */
    private static boolean replacing(String feed, String table, Plan plan) {
        return plan.copies().values().stream()
                .anyMatch(copy -> Feed.copy(copy.pipe()).equals(feed)
                        && copy.target().equals(table)
                        && copy.mode() == CopyPlan.Mode.REPLACE);
    }
}
