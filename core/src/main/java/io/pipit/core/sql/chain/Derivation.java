package io.pipit.core.sql.chain;

import java.util.List;

/**
 * A relation as it comes from the root table.
 *
 * @param source the root table
 * @param branches the ways on which its rows come into it: one, or as many as UNION connects
 */
record Derivation(String source, List<Branch> branches) {
    Derivation {
        branches = List.copyOf(branches);
    }
}
