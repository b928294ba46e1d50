package io.pipit.core.project;

import io.pipit.core.sql.TranslatedQuery;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Keeps the queries that were asked for last. Thread-safe; a query that is asked for twice at once may be made twice. */
final class QueryCache {
    private static final int LONGEST_KEY = 100_000;

    private final int capacity;
    private final Map<String, TranslatedQuery> queries;

    QueryCache(int capacity) {
        this.capacity = capacity;
        this.queries = new LinkedHashMap<>(16, 0.75f, true);
    }

    TranslatedQuery get(String texts, Supplier<TranslatedQuery> made) {
        synchronized (queries) {
            TranslatedQuery known = queries.get(texts);
            if (known != null) {
                return known;
            }
        }
        TranslatedQuery query = made.get();
        if (texts.length() <= LONGEST_KEY) {
            keep(texts, query);
        }
        return query;
    }

    private void keep(String texts, TranslatedQuery query) {
        synchronized (queries) {
            queries.put(texts, query);
            while (queries.size() > capacity) {
                queries.remove(queries.keySet().iterator().next());
            }
        }
    }

    int size() {
        synchronized (queries) {
            return queries.size();
        }
    }
}
