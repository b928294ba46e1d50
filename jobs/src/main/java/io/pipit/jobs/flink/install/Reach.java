package io.pipit.jobs.flink.install;

import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.lake.Lake;
import io.pipit.core.log.LogAdmin;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Uses what jobs use, once. */
final class Reach {
    private static final long ENGINE_BYTES = 32L << 20;

    private Reach() {}

    /** Opens an engine and takes a row out of it, which needs the native code of DuckDB and of Arrow. */
    static void engine(String tempFolder) {
        try (Engine engine = Engine.open(new EngineConfig(1, ENGINE_BYTES, Path.of(tempFolder, "pipit-probe")));
                EngineSession session = engine.session()) {
            session.queryIpc("SELECT 42 AS answer");
        } catch (RuntimeException | LinkageError e) {
            throw new IllegalStateException(
                    "the native code of DuckDB or Arrow for " + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch").toLowerCase(Locale.ROOT) + " (" + e + ")",
                    e);
        }
    }

    static void brokers(ProbeSpec spec) {
        if (!spec.brokers().isEmpty()) {
            try (LogAdmin admin = new LogAdmin(spec.brokers(), spec.client())) {
                admin.topics();
            }
        }
    }

    static void catalog(ProbeSpec spec) {
        if (spec.lake() != null) {
            try (Lake lake = new Lake(spec.lake())) {
                lake.tables();
            }
        }
    }

    static void warehouse(ProbeSpec spec) {
        if (spec.lake() == null) {
            return;
        }
        String warehouse = spec.lake().warehouse();
        if (warehouse.startsWith("file:") || !warehouse.contains(":")) {
            Path folder = warehouse.startsWith("file:") ? Path.of(URI.create(warehouse)) : Path.of(warehouse);
            if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
                throw new IllegalStateException("There is no folder " + folder
                        + " to write to on this machine: the warehouse must be seen by all TaskManagers at one path.");
            }
            return;
        }
        try (Lake lake = new Lake(spec.lake())) {
            lake.checkWarehouse();
        }
    }
}
