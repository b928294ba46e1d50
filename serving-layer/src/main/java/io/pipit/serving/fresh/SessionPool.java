package io.pipit.serving.fresh;

import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineSession;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** Sessions of an engine that are used one after the other by any thread. Thread-safe. */
public final class SessionPool implements AutoCloseable {
    private final Engine engine;
    private final Deque<EngineSession> idle = new ArrayDeque<>();
    private boolean closed;

    /** Of an engine, with no session yet. */
    public SessionPool(Engine engine) {
        this.engine = engine;
    }

    /** Lets an action use a session; one in which something failed is not used again. */
    void use(Consumer<EngineSession> action) {
        EngineSession session = take();
        boolean clean = false;
        try {
            action.accept(session);
            clean = true;
        } finally {
            giveBack(session, clean);
        }
    }

    private EngineSession take() {
        synchronized (this) {
            EngineSession held = idle.poll();
            if (held != null) {
                return held;
            }
        }
        return engine.session();
    }

    private void giveBack(EngineSession session, boolean clean) {
        synchronized (this) {
            if (clean && !closed) {
                idle.push(session);
                return;
            }
        }
        session.close();
    }

    /** Closes what is idle now, and each other session when its action ends. */
    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(EngineSession::close);
        idle.clear();
    }
}
