package io.pipit.jobs.plan;

import io.pipit.core.project.Plan;
import java.util.function.Consumer;

/** What goes over to another version of a project together with its tables, in this order. */
public interface Followers {
    /** Asked while tables are filled. What is thrown here ends it. */
    default void filling() {}

    /** Everything is filled, and nothing is changed yet. What is thrown here ends it. */
    default void filled() {}

    /**
     * Whether this process may still change tables and take back what it changed; not, where another one goes on with it, or will. Asked
     * in the middle of the change.
     */
    default boolean ours() {
        return true;
    }

    /** The tables are those of the version from here on: whoever writes to them asks it. Must not fail. */
    void tables(Plan next);

    /**
     * Returns when queries are answered by the version, at positions that are not older than those seen before. The former version
     * answers until then.
     *
     * @throws io.pipit.core.error.PipitException {@code NOT_READY} when it takes too long; it goes on by itself then
     */
    void readers(Plan next);

    /** Events are taken for the version from here on. */
    void intake(Plan next);

    /** Nobody but whoever asks for the version of the tables. */
    static Followers tables(Consumer<Plan> tables) {
        return new Followers() {
            @Override
            public void tables(Plan next) {
                tables.accept(next);
            }

            @Override
            public void readers(Plan next) {}

            @Override
            public void intake(Plan next) {}
        };
    }
}
