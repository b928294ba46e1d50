package io.pipit.serving.state;

import io.pipit.core.block.engine.Engine;
import io.pipit.core.lake.Lake;
import io.pipit.core.log.Topics;
import io.pipit.serving.KafkaSettings;
import io.pipit.serving.QueryThreads;
import io.pipit.serving.fresh.MemoryBudget;
import io.pipit.serving.lambda.LambdaLimits;
import java.util.function.Consumer;

/**
 * What all versions of a serving process share.
 *
 * @param threads of the engine
 * @param cacheLimitBytes bound of the copies of small lake tables in the engine's memory
 * @param lambda what keeping targets of copies fresh may take
 * @param dropper is told the names of the engine's tables that nobody needs any more
 */
public record Deployment(
        Engine engine,
        QueryThreads threads,
        Lake lake,
        Topics topics,
        KafkaSettings kafka,
        MemoryBudget budget,
        long cacheLimitBytes,
        LambdaLimits lambda,
        Consumer<String> dropper) {}
