package io.pipit.speed;

import io.pipit.speed.Installation.World;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The whole speed job against a real broker, a Flink cluster and a lake. */
abstract class SpeedJobTestBase {
    @TempDir
    static Path folder;

    static Installation installation;
    static final AtomicInteger IDS = new AtomicInteger();

    @BeforeAll
    static void start() throws Exception {
        installation = new Installation(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        installation.close();
    }

    /** A few blocks of events, and clicks between them. */
    static void produce(World world, int blocks) throws Exception {
        for (int i = 0; i < blocks; i++) {
            int id = IDS.incrementAndGet();
            Event[] events = LongStream.range(0, 1 + id % 4)
                    .mapToObj(r -> new Event(id * 10L + r, "k" + (id + r) % 3, (id * 7 + r * 13) % 100))
                    .toArray(Event[]::new);
            world.events(events);
            if (id % 3 == 0) {
                world.clicks("u" + id % 5, id);
            }
        }
    }
}
