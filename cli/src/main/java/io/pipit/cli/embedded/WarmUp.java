package io.pipit.cli.embedded;

import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.project.ProjectFiles;
import io.pipit.speed.SpeedJob;
import java.util.OptionalLong;

/**
 * Loads what the layers need next while the broker waits for its election: the engine's native library, and the classes that make
 * the speed job's graph. Nothing depends on it.
 */
final class WarmUp {
    private static final String NOWHERE = "127.0.0.1:1";
    private static final long MEMORY_BYTES = 64L << 20;

    private final StackSettings settings;

    WarmUp(StackSettings settings) {
        this.settings = settings;
    }

    /** Unpacks and loads the engine, and runs one statement. */
    void engine() {
        EngineConfig config =
                new EngineConfig(1, MEMORY_BYTES, settings.serving().tempFolder());
        try (Engine engine = Engine.open(config)) {
            engine.session().close();
        }
    }

    /** Makes the graph of the speed job and throws it away. */
    void speed(ProjectFiles files) {
        SpeedJob.graph(settings.speed(files, NOWHERE, OptionalLong.empty()));
    }
}
