package io.pipit.speed.materialize;

import io.pipit.speed.Target;

/** How far a target's table is, as {@link BlockViews} asks for it. */
@FunctionalInterface
interface Progress {
    /** The first block of the partition that the target does not account for. */
    long next(Target target, int partition);

    /** Nothing is accounted for. */
    Progress NONE = (target, partition) -> 0;
}
