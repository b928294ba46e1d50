package io.pipit.core.project.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.Column;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectCompiler.Compilation;
import io.pipit.core.project.lambda.LambdaComputation.Outcome;
import io.pipit.core.project.lambda.LambdaComputation.Rows;
import io.pipit.core.sql.MergeSql;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshot, minus what was touched, plus what that is now, is what the query gives over all rows: for random chains and random events. */
class LambdaComputationTest {
    private static final long AT = 1_800_000_000_000_000L;
    private static final int CHAINS = Integer.getInteger("lambda.chains", 40);

    @TempDir
    Path folder;

    private Engine engine;
    private EngineSession session;

    @BeforeEach
    void open() {
        engine = Engine.open(new EngineConfig(1, 256 << 20, folder.resolve("spill")));
        session = engine.session();
    }

    @AfterEach
    void close() {
        session.close();
        engine.close();
    }

    @Test
    void readsAsTheQueryOverAllRows() {
        assertThat(fresh(RandomChain::new, CHAINS))
                .as("chains that can be kept fresh")
                .isGreaterThan(CHAINS / 2);
    }

    @Test
    void readsUnionsAsTheQueryOverAllRows() {
        assertThat(fresh(RandomChain::withUnions, CHAINS / 2))
                .as("unions that can be kept fresh")
                .isGreaterThan(CHAINS / 6);
    }

    private int fresh(BiFunction<Random, Integer, RandomChain> chains, int count) {
        int fresh = 0;
        long first = Long.getLong("lambda.seed", 1);
        for (long seed = first; seed < first + count; seed++) {
            fresh += holds(seed, chains) ? 1 : 0;
        }
        return fresh;
    }

    private boolean holds(long seed, BiFunction<Random, Integer, RandomChain> chains) {
        Random random = new Random(seed);
        String engineClause = random.nextBoolean() ? LambdaProjects.REPLACING : LambdaProjects.MERGE_TREE;
        RandomChain chain = chains.apply(random, 1 + random.nextInt(4));
        Compilation compiled = LambdaProjects.compile(engineClause, chain.nodes(), chain.columns());
        String about = "seed " + seed + ": " + chain.nodes();
        assertThat(compiled.problems().stream()
                        .filter(p -> p.severity() == io.pipit.core.project.Problem.Severity.ERROR))
                .as(about)
                .isEmpty();
        Plan plan = LambdaProjects.plan(compiled);
        Optional<LambdaPlan> found = plan.lambda("target");
        if (found.isEmpty()) {
            return false;
        }
        Model model = new Model(
                random,
                plan,
                found.get().at(AT),
                about + " " + found.get().keyed().paths());
        model.add(40);
        model.copy();
        for (int round = 0; round < 3; round++) {
            model.add(1 + random.nextInt(4));
            if (random.nextInt(4) == 0) {
                model.fold();
            }
            model.check(round);
        }
        model.drop();
        return true;
    }

    /** The source, the snapshot of the target, and what came since. */
    private final class Model {
        private final Random random;
        private final TableSpec source;
        private final TableSpec target;
        private final LambdaPlan plan;
        private final String about;
        private final LambdaComputation computation;
        private final MergeSql merge = new MergeSql();
        private int off;
        private int edge;
        private int former;
        private boolean folded;
        private Outcome outcome;

        Model(Random random, Plan plan, LambdaPlan lambda, String about) {
            this.random = random;
            this.source = plan.tables().get("source");
            this.target = plan.tables().get("target");
            this.plan = lambda;
            this.about = about;
            this.computation = new LambdaComputation(
                    lambda, source, target, new LambdaBudget(100_000, random.nextInt(4) == 0 ? 0.5 : 1));
            String columns = source.columns().stream()
                    .map(c -> EngineSession.quoted(c.name()) + " " + c.storage())
                    .collect(Collectors.joining(", "));
            session.execute(
                    "CREATE TABLE source (_feed VARCHAR, _part INTEGER, _off BIGINT, _row INTEGER, _at TIMESTAMP, "
                            + columns + ")");
        }

        void add(int rows) {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < rows; i++) {
                values.add("('log:source', 0, " + off + ", " + i + ", make_timestamp(" + (AT + off) + "), "
                        + random.nextInt(8) + ", 't" + random.nextInt(3)
                        + "', TIMESTAMP '2026-05-21 10:00:00' + INTERVAL ("
                        + random.nextInt(300) + ") MINUTE, " + (random.nextInt(20) - 5) + ", " + random.nextInt(12)
                        + ", "
                        + (random.nextInt(6) == 0 ? 1 : 0) + ", "
                        + (random.nextInt(3) == 0 ? "NULL" : "'note" + random.nextInt(3) + "'") + ", ['a', 'b'])");
            }
            session.execute("INSERT INTO source VALUES " + String.join(", ", values));
            off++;
        }

        void copy() {
            session.execute("CREATE TABLE at_edge AS SELECT * FROM source");
            session.execute(
                    "CREATE TABLE snapshot AS SELECT 'copy:copied' AS _feed, 0::INTEGER AS _part, 1::BIGINT AS _off,"
                            + " 0::INTEGER AS _row, make_timestamp(" + AT + ") AS _at, * FROM (" + all() + ")");
            edge = off;
            former = off;
        }

        /** As compaction does: what is outdated goes. */
        void fold() {
            if (!merge.folds(source)) {
                return;
            }
            session.execute("CREATE TABLE folded AS SELECT * FROM " + merge.folded(source, "(SELECT * FROM source)"));
            session.execute("DROP TABLE source");
            session.execute("ALTER TABLE folded RENAME TO source");
            folded = true;
        }

        void check(int round) {
            String now = "(SELECT * FROM source)";
            String prefix = "l" + round;
            Outcome before = outcome;
            if (before == null || folded) {
                outcome = computation.run(
                        session, prefix, new Rows(since(edge), now, folded ? "(SELECT * FROM at_edge)" : ""), AT);
            } else {
                outcome = computation.onwards(session, prefix, before, new Rows(since(former), now, ""), AT);
            }
            folded = false;
            former = off;
            if (before != null) {
                dropOutcome(before);
            }
            assertThat(rows("SELECT " + columns() + " FROM "
                            + computation.reading("(SELECT * FROM snapshot)", outcome)))
                    .as(about + " in round " + round)
                    .isEqualTo(rows(all()));
        }

        private String since(int from) {
            return "(SELECT * FROM source WHERE _off >= " + from + ")";
        }

        private String all() {
            String text = plan.query()
                    .bind(t -> merge.read(
                            source,
                            "(SELECT * FROM source)",
                            plan.query().mergeFree().contains(t)));
            String columns = target.columns().stream()
                    .map(c -> "CAST(" + EngineSession.quoted(c.name()) + " AS " + c.storage() + ") AS "
                            + EngineSession.quoted(c.name()))
                    .collect(Collectors.joining(", "));
            return "SELECT " + columns + " FROM (" + text + ")";
        }

        private String columns() {
            return target.columns().stream()
                    .map(Column::name)
                    .map(EngineSession::quoted)
                    .collect(Collectors.joining(", "));
        }

        private List<String> rows(String sql) {
            return session.query("SELECT CAST(r AS VARCHAR) AS t FROM (" + sql + ") AS r ORDER BY t", result -> {
                List<String> texts = new ArrayList<>();
                while (result.next()) {
                    texts.add(result.getString(1));
                }
                return texts;
            });
        }

        private void dropOutcome(Outcome old) {
            session.execute("DROP TABLE " + old.results());
            if (!old.keys().isEmpty()) {
                session.execute("DROP TABLE " + old.keys());
            }
        }

        void drop() {
            dropOutcome(outcome);
            List.of("source", "at_edge", "snapshot").forEach(t -> session.execute("DROP TABLE " + t));
            assertThat(session.queryLong("SELECT count(*) FROM duckdb_tables()"))
                    .as(about)
                    .isZero();
        }
    }

    @Test
    void stopsWhenMoreIsTouchedThanMayBe() {
        Plan plan = LambdaProjects.plan(LambdaProjects.compile(
                LambdaProjects.MERGE_TREE,
                List.of("SELECT tenant, count() AS c FROM source GROUP BY tenant"),
                Map.of("tenant", "String", "c", "UInt64")));
        Model model = new Model(
                new Random(1), plan, plan.lambda("target").orElseThrow().at(AT), "");
        model.add(40);
        LambdaComputation narrow = new LambdaComputation(
                plan.lambda("target").orElseThrow(), model.source, model.target, new LambdaBudget(1, 0.5));
        assertThatThrownBy(() ->
                        narrow.run(session, "x", new Rows("(SELECT * FROM source)", "(SELECT * FROM source)", ""), AT))
                .isInstanceOf(LambdaBudget.ExceededException.class)
                .hasMessageContaining("more than 1 rows");
        assertThat(session.queryLong("SELECT count(*) FROM duckdb_tables()")).isOne();
    }
}
