package io.pipit.intake;

import io.pipit.core.block.PositionVector;
import java.util.concurrent.CompletableFuture;

/** Says when this process shows what was accepted. */
@FunctionalInterface
public interface Visibility {
    /** For processes that show nothing themselves: what is durable counts as shown. */
    Visibility DURABLE = position -> CompletableFuture.completedFuture(null);

    /** Completes when queries of this process count every block below the position. */
    CompletableFuture<Void> whenVisible(PositionVector position);
}
