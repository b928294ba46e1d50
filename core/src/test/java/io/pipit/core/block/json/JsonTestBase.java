package io.pipit.core.block.json;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tests over one {@link JsonFixture} a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JsonTestBase {
    JsonFixture fixture;

    @BeforeAll
    void open(@TempDir Path folder) {
        fixture = new JsonFixture(folder);
    }

    @AfterAll
    void close() {
        fixture.close();
    }
}
