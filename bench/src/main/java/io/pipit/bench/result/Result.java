package io.pipit.bench.result;

import java.util.List;

/**
 * What a scenario found.
 *
 * @param scenario its name
 * @param title what was measured
 * @param explanation how to read it
 * @param when it was measured, in UTC
 * @param machine where
 * @param load of the machine (one minute) before it began
 * @param events how many were measured
 * @param rows the numbers
 */
public record Result(
        String scenario,
        String title,
        String explanation,
        String when,
        String machine,
        double load,
        int events,
        List<Row> rows) {}
