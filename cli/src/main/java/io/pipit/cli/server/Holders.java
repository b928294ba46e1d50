package io.pipit.cli.server;

import io.pipit.core.access.Scope;
import java.util.Collection;
import java.util.Optional;

/** Who may come with other tokens than the server's own. */
@FunctionalInterface
public interface Holders {
    /** Nobody. */
    Holders NONE = token -> Optional.empty();

    /**
     * The holder of a token.
     *
     * @param name of the token, which is no secret
     * @param scopes what it may do
     */
    record Holder(String name, Collection<Scope> scopes) {}

    /** Whose token it is; nothing for one that is not known. */
    Optional<Holder> find(String token);
}
