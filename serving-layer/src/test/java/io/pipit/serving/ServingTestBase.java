package io.pipit.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.log.embedded.EmbeddedBroker;
import io.pipit.serving.SpeedStub.Event;
import io.pipit.serving.query.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Tests over one broker a class, and what {@link ServingFixture} opens over it for each. */
abstract class ServingTestBase {
    @TempDir
    static Path folder;

    private static EmbeddedBroker broker;
    ServingFixture fixture;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(folder.resolve("kafka"));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void open(TestInfo test) {
        fixture = new ServingFixture(
                broker,
                folder,
                test.getTestMethod().orElseThrow().getName(),
                Handmade.project().plan());
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    void send(int blocks, int rows) {
        for (int i = 0; i < blocks; i++) {
            List<Event> events = new ArrayList<>();
            for (int j = 0; j < rows; j++) {
                events.add(new Event("k" + (i + j) % 5, i * 100L + j));
            }
            fixture.speed.send("", events);
        }
    }

    void publishAll(Map<Integer, Long> from) {
        for (int p = 0; p < ServingFixture.PARTITIONS; p++) {
            long start = from.getOrDefault(p, 0L);
            if (fixture.speed.end(p) > start) {
                fixture.speed.publish(p, start, fixture.speed.end(p));
            }
        }
    }

    void assertExact(ServingLayer serving) {
        Answer<Map<String, List<Long>>> answer = ServingFixture.sums(serving, fixture.end());
        assertThat(answer.result()).isEqualTo(fixture.expected(answer.position()));
        assertThat(answer.position()).isEqualTo(fixture.end());
    }
}
