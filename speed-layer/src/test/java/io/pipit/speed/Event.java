package io.pipit.speed;

import java.util.Arrays;
import java.util.stream.Collectors;

/** An event of the test project. */
record Event(long id, String kind, long amount) {
    /** A query that yields them. */
    static String sql(Event... events) {
        if (events.length == 0) {
            return "select 1::bigint as id, '' as kind, 1::bigint as amount where false";
        }
        return Arrays.stream(events)
                .map(e -> "(" + e.id + "::bigint, '" + e.kind + "', " + e.amount + "::bigint)")
                .collect(Collectors.joining(", ", "select * from (values ", ") as v(id, kind, amount)"));
    }
}
