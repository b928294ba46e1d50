package io.pipit.serving.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.error.PipitException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What ends a statement. */
class QueryGateTest {
    private static final String ENDLESS = "SELECT sum(a.range * b.range) FROM range(100000000) a, range(100000000) b";
    private static final Deadline FAR = new Deadline(3_600_000);

    @TempDir
    Path folder;

    @Test
    @Timeout(60)
    void aStatementThatWritesTooMuchEndsBeforeItsDeadline() {
        AtomicInteger asked = new AtomicInteger();
        try (Engine engine = Engine.open(new EngineConfig(1, 64L << 20, folder));
                QueryGate gate = new QueryGate(engine, 1);
                QueryGate.Turn turn = gate.enter(FAR)) {
            assertThatThrownBy(() -> turn.run(ENDLESS, Optional.of(() -> asked.incrementAndGet() > 2), ResultSet::next))
                    .isInstanceOf(PipitException.class);
            assertThat(asked).hasValueGreaterThan(2);
            assertThat(turn.<Boolean>run("SELECT 1", Optional.empty(), ResultSet::next))
                    .isTrue();
        }
    }
}
