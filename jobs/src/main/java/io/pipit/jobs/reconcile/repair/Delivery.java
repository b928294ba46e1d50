package io.pipit.jobs.reconcile.repair;

import java.util.List;
import java.util.Map;

/** The way of all events into a data source. */
public interface Delivery {
    /**
     * Which of these events would end in the quarantine, by their place in the list, with the reason. Nothing is stored.
     *
     * @param events one object of JSON each
     */
    Map<Integer, String> unfit(String dataSource, List<String> events);

    /**
     * Sends events; returns when they are durable.
     *
     * @param key of idempotency: the same events under the same key are taken once
     */
    void deliver(String dataSource, String key, List<String> events);
}
