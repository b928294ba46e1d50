package io.pipit.core.sql.tree;

import io.pipit.core.error.SourcePosition;

/** What UNION, INTERSECT and EXCEPT connect: a SELECT, or queries that are connected already. */
public sealed interface SetOperand permits Select, SetQuery {
    /** Where it starts. */
    SourcePosition position();
}
