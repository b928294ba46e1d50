package io.pipit.core.project;

import io.pipit.core.sql.chain.KeyChain;
import java.util.Optional;
import java.util.Set;

/**
 * Which rows of a view's target a row of its source may touch.
 *
 * @param chain the keys that keep the groups of its result apart, over columns of its source; empty where there are none
 * @param unchanged the result columns that the target holds as the query gives them, without another type
 * @param obstacle why there are none, as a clause; the empty text where there are
 */
public record ViewKeys(Optional<KeyChain> chain, Set<String> unchanged, String obstacle) {
    /** Copies the set. */
    public ViewKeys {
        unchanged = Set.copyOf(unchanged);
    }

    /** There are none, for this reason. */
    public static ViewKeys unknown(String reason) {
        return new ViewKeys(Optional.empty(), Set.of(), reason);
    }
}
