package io.pipit.core.project.compile;

import io.pipit.core.block.Identity;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.Refusal;
import io.pipit.core.error.ErrorCode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An engine with empty tables that prepares texts on a thread of its own, while the compiler goes on. It is opened with the first text;
 * each text is prepared once. To be used by one thread.
 */
final class EngineWorker implements AutoCloseable {
    private static final long MEMORY_BYTES = 512L << 20;
    private static final Path TEMP = Path.of(System.getProperty("java.io.tmpdir"), "pipit-build");

    private final Map<String, Future<Optional<Refusal>>> answers = new HashMap<>();
    private final Set<String> made = new HashSet<>();
    private ExecutorService thread;
    private Engine engine;
    private EngineSession session;

    /** What a stored table is called in texts that read its rows. */
    static String rows(String table) {
        return EngineSession.quoted(table);
    }

    /** What it is called in texts that read its blocks: rows with their identity. */
    static String blocks(String table) {
        return EngineSession.quoted("blocks of " + table);
    }

    /** Whether the engine takes the text, which reads these tables. */
    Future<Optional<Refusal>> refusal(String text, Set<TableSpec> tables) {
        return answers.computeIfAbsent(text, t -> thread().submit(() -> prepared(t, tables)));
    }

    private ExecutorService thread() {
        if (thread == null) {
            thread = Executors.newSingleThreadExecutor(task -> {
                Thread made = new Thread(task, "pipit-engine-check");
                made.setDaemon(true);
                return made;
            });
        }
        return thread;
    }

    private Optional<Refusal> prepared(String text, Set<TableSpec> tables) {
        if (engine == null) {
            engine = Engine.open(new EngineConfig(1, MEMORY_BYTES, TEMP));
            session = engine.session();
        }
        tables.forEach(this::make);
        Optional<Refusal> refusal = session.refusal(text);
        if (refusal.isPresent() && refusal.get().error().code() == ErrorCode.INTERNAL) {
            closeEngine(); // after a defect of its own it takes nothing more
        }
        return refusal;
    }

    private void make(TableSpec table) {
        if (made.add(table.name())) {
            String columns = table.columns().stream()
                    .map(c -> EngineSession.quoted(c.name()) + " " + c.storage())
                    .collect(Collectors.joining(", "));
            String hidden = Identity.COLUMNS.stream()
                    .map(c -> EngineSession.quoted(c.name()) + " " + c.storage())
                    .collect(Collectors.joining(", "));
            session.execute("create table " + rows(table.name()) + " (" + columns + ")");
            session.execute("create table " + blocks(table.name()) + " (" + hidden + ", " + columns + ")");
        }
    }

    private void closeEngine() {
        made.clear();
        Stream.of(session, engine).forEach(c -> {
            try {
                c.close();
            } catch (Exception e) {
                // nothing is kept in it
            }
        });
        session = null;
        engine = null;
    }

    @Override
    public void close() {
        if (thread != null) {
            CompletableFuture.runAsync(
                            () -> {
                                if (engine != null) {
                                    closeEngine();
                                }
                            },
                            thread)
                    .join();
            thread.shutdown();
        }
    }
}
