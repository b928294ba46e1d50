package io.pipit.core.access;

import io.pipit.core.error.PipitException;

/** What the one who sent a request may do. The server puts it among the request's attributes; routes ask it. */
@FunctionalInterface
public interface Access {
    /** Name of the attribute. */
    String ATTRIBUTE = "pipit.access";

    /** Everything. */
    Access OPEN = scope -> {};

    /**
     * Returns where the request may do it.
     *
     * @throws PipitException {@code ACCESS_DENIED} that names the scope
     */
    void require(Scope scope);

    /** Whether the request may do it. */
    default boolean allows(Scope scope) {
        try {
            require(scope);
            return true;
        } catch (PipitException e) {
            return false;
        }
    }

    /** What an attribute of a request says; a request without one may do everything. */
    static Access of(Object attribute) {
        return attribute instanceof Access access ? access : OPEN;
    }
}
