package io.pipit.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueryThreadsTest {
    private static final long END_NANOS = TimeUnit.SECONDS.toNanos(30);

    private Engine engine;
    private EngineSession session;

    @BeforeEach
    void open(@TempDir Path folder) {
        engine = Engine.open(new EngineConfig(1, 200_000_000, folder));
        session = engine.session();
    }

    @AfterEach
    void close() {
        session.close();
        engine.close();
    }

    @Test
    void workersComeForThoseWhoReadMuchAndGoAfterThem() {
        try (QueryThreads threads = new QueryThreads(engine, 3, Duration.ofMillis(20))) {
            try (QueryThreads.Use few = threads.reading(1_000)) {
                assertThat(few).isNotNull();
                assertThat(now()).isEqualTo(1);
            }
            QueryThreads.Use many = threads.reading(10_000_000);
            QueryThreads.Use more = threads.reading(10_000_000);
            assertThat(now()).isEqualTo(3);
            many.close();
            assertThat(sum()).isEqualTo(499_999_500_000L);
            more.close();
            awaitOne();
            assertThat(sum()).isEqualTo(499_999_500_000L);
        }
    }

    @Test
    void workersStayWhileSomebodyReadsMuch() {
        try (QueryThreads threads = new QueryThreads(engine, 2, Duration.ZERO)) {
            try (QueryThreads.Use many = threads.readingMany()) {
                threads.readingMany().close();
                assertThat(many).isNotNull();
                assertThat(now()).isEqualTo(2);
            }
            awaitOne();
        }
    }

    @Test
    void aQueryMayEndAfterTheClose() {
        QueryThreads.Use many;
        try (QueryThreads threads = new QueryThreads(engine, 2, Duration.ZERO)) {
            many = threads.readingMany();
        }
        many.close();
        assertThat(now()).isEqualTo(2);
    }

    private void awaitOne() {
        long end = System.nanoTime() + END_NANOS;
        while (now() > 1 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(now()).isEqualTo(1);
    }

    private long now() {
        return session.queryLong("SELECT current_setting('threads')::BIGINT");
    }

    private long sum() {
        return session.queryLong("SELECT sum(i)::BIGINT FROM range(1000000) t(i)");
    }
}
