package io.pipit.cli.embedded;

import io.pipit.intake.gather.BlockSink;
import io.pipit.speed.FaultInjector;
import java.time.Clock;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where tests reach into the stack; in the product there is only {@link #NONE}.
 *
 * @param clock says when events are accepted
 * @param catalog type of the lake's catalog, see {@code LakeConfig}
 * @param log comes between the intake and the log
 * @param faults breaks the speed job
 * @param kafka of a broker that runs elsewhere; nothing for one in this process
 */
record StackHooks(
        Clock clock, String catalog, UnaryOperator<BlockSink> log, FaultInjector faults, Optional<String> kafka) {
    /** Nothing is touched. */
    static final StackHooks NONE =
            new StackHooks(Clock.systemUTC(), "jdbc", log -> log, FaultInjector.NONE, Optional.empty());
}
