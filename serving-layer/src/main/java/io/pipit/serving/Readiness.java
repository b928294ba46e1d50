package io.pipit.serving;

import java.util.List;

/**
 * Whether queries are answered from all that was there when the process started.
 *
 * @param ready whether they are
 * @param reasons why not, one sentence each; also what is wrong with single tables while the rest is ready
 */
public record Readiness(boolean ready, List<String> reasons) {
    /** Copies the list. */
    public Readiness {
        reasons = List.copyOf(reasons);
    }
}
