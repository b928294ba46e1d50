package io.pipit.jobs.reconcile.job;

import io.pipit.batch.BatchTask;
import io.pipit.batch.OneTaskJob;
import io.pipit.core.block.PositionVector;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.jdbc.JdbcConnections;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.TableState;
import io.pipit.core.project.Plan;
import io.pipit.core.project.connector.DatabaseConnection;
import io.pipit.core.project.reconcile.ReconcileDefinition;
import io.pipit.core.project.reconcile.ReconcileFiles;
import io.pipit.jobs.reconcile.Grace;
import io.pipit.jobs.reconcile.RangeComparison;
import io.pipit.jobs.reconcile.compare.Findings.Kind;
import io.pipit.jobs.reconcile.compare.SecondLook;
import io.pipit.jobs.reconcile.job.ReconcileJobSpec.Doubtful;
import io.pipit.jobs.reconcile.shown.ShownTable;
import io.pipit.jobs.reconcile.source.Source;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** The Flink batch job of a comparison. It reads, and writes nothing. */
final class ReconcileJob {
    private static final String COMPARED = "pipit.reconcile.compared";
    private static final String YOUNG = "pipit.reconcile.young";
    private static final String NOT_COMPARED = "pipit.reconcile.not-compared";

    private ReconcileJob() {}

    /** The job, ready to be submitted. */
    static StreamGraph graph(ReconcileJobSpec spec) {
        return OneTaskJob.graph("reconcile " + spec.request().name(), "compare", new Task(spec));
    }

    /** What a first look found. */
    static ReconcileOutcome outcome(Map<String, Object> accumulators) {
        Map<Kind, Long> counts = new EnumMap<>(Kind.class);
        Map<Kind, List<String>> ids = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            counts.put(kind, OneTaskJob.number(accumulators.get(count(kind)), count(kind)));
            ids.put(kind, OneTaskJob.texts(accumulators.get(ids(kind)), ids(kind)));
        }
        return new ReconcileOutcome(
                OneTaskJob.number(accumulators.get(COMPARED), COMPARED),
                counts,
                ids,
                OneTaskJob.number(accumulators.get(YOUNG), YOUNG),
                OneTaskJob.texts(accumulators.get(NOT_COMPARED), NOT_COMPARED));
    }

    /** What is still so at a second look. */
    static Doubtful still(Map<String, Object> accumulators) {
        return new Doubtful(
                OneTaskJob.texts(accumulators.get(ids(Kind.MISSING)), ids(Kind.MISSING)),
                OneTaskJob.texts(accumulators.get(ids(Kind.DIFFERING)), ids(Kind.DIFFERING)));
    }

    private static String count(Kind kind) {
        return "pipit.reconcile.count." + kind.name().toLowerCase(Locale.ROOT);
    }

    private static String ids(Kind kind) {
        return "pipit.reconcile.ids." + kind.name().toLowerCase(Locale.ROOT);
    }

    private static final class Task extends BatchTask {
        private final ReconcileJobSpec spec;

        Task(ReconcileJobSpec spec) {
            super(spec.lake(), spec.engine());
            this.spec = spec;
        }

        @Override
        protected void work(Lake lake, EngineSession session) {
            Plan plan = compile(
                    spec.project(), "the reconciliation '" + spec.request().name() + "'");
            ReconcileDefinition definition =
                    ReconcileFiles.of(plan).find(spec.request().name());
            TableSpec table = plan.table(definition.dataSource()).orElseThrow();
            LakeTable held = lake.find(table.name()).orElseThrow(() -> gone(table.name()));
            LakeRows rows =
                    new LakeRows(session, held, table, state(held, table), PositionVector.parse(spec.position()));
            JdbcConnections connections = new JdbcConnections();
            try (Closeable cancelled = whenCancelled(connections::abort);
                    Source source = new Source(
                            connections,
                            DatabaseConnection.find(spec.project(), definition.connection()),
                            definition,
                            table,
                            RangeComparison.contents(spec.request()))) {
                ShownTable shown = new ShownTable(rows, table, definition, source.contents());
                RangeComparison comparison = new RangeComparison(source, shown, table, definition, spec.request());
                spec.secondLook()
                        .ifPresentOrElse(
                                found -> again(comparison.again(), found),
                                () -> compare(
                                        comparison,
                                        new Grace(shown, spec.repairs()).youngMicros(definition, source.nowMicros()),
                                        source.notCompared()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void compare(RangeComparison comparison, long young, List<String> notCompared) {
            FoundIds found = new FoundIds();
            comparison.run(young, 0, found);
            for (Kind kind : Kind.values()) {
                report(count(kind), found.count(kind));
                report(ids(kind), found.ids(kind));
            }
            report(COMPARED, found.comparedRows());
            report(YOUNG, young);
            report(NOT_COMPARED, notCompared);
        }

        private void again(SecondLook look, Doubtful found) {
            report(ids(Kind.MISSING), look.missing(found.missing()));
            report(ids(Kind.DIFFERING), look.differing(found.differing()));
        }

        private TableState state(LakeTable held, TableSpec table) {
            return spec.snapshot() < 0
                    ? new TableState(table.name(), -1, Coverage.EMPTY, List.of())
                    : held.at(spec.snapshot()).orElseThrow(() -> gone("a snapshot of " + table.name()));
        }

        private static PipitException gone(String what) {
            return new PipitException(
                    ErrorCode.COMMIT_CONFLICT, "Gone before it could be compared: " + what + ". Run it again.");
        }
    }
}
