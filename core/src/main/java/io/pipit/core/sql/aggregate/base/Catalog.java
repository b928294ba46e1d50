package io.pipit.core.sql.aggregate.base;

import io.pipit.core.sql.aggregate.Aggregate;
import java.util.LinkedHashMap;
import java.util.Map;

/** Aggregates by name with a line of documentation each, in the order in which the documentation shows them. */
public final class Catalog {
    /**
     * An aggregate without combinators.
     *
     * @param documentation one line of Markdown
     */
    public record Entry(String name, Aggregate aggregate, String documentation) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** All that Pipit knows. */
    public Catalog() {
        BasicAggregates.addTo(this);
        StatisticAggregates.addTo(this);
        SampleTests.addTo(this);
        QuantileAggregates.addTo(this);
        ListAggregates.addTo(this);
        EventAggregates.addTo(this);
    }

    /** Entries by name. */
    public Map<String, Entry> entries() {
        return entries;
    }

    Catalog add(String documentation, Aggregate aggregate, String... names) {
        for (String name : names) {
            entries.put(name, new Entry(name, aggregate, documentation));
        }
        return this;
    }
}
