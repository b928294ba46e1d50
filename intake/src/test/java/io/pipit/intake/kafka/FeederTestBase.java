package io.pipit.intake.kafka;

import io.pipit.core.project.connector.KafkaSource;
import io.pipit.core.project.connector.KafkaSource.Format;
import io.pipit.core.project.connector.KafkaSource.Reset;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tests over one {@link TopicFixture} a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FeederTestBase {
    TopicFixture topics;

    @BeforeAll
    void open(@TempDir Path folder) {
        topics = new TopicFixture(folder);
    }

    @AfterAll
    void close() {
        topics.close();
    }

    /** A topic of JSON that is read from its beginning. */
    KafkaSource source(String name) {
        return topics.source(name, Reset.EARLIEST, Format.JSON_WITHOUT_SCHEMA);
    }
}
