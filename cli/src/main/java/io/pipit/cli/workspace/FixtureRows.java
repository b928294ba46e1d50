package io.pipit.cli.workspace;

import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.PipeQueries;
import io.pipit.core.project.Plan;
import io.pipit.core.sql.TranslatedQuery;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The rows of a fixture as NDJSON, however they are written. */
public final class FixtureRows {
    /** Who answers the queries of fixtures. */
    @FunctionalInterface
    public interface Asked {
        /** NDJSON. */
        byte[] rows(Function<PipeQueries, TranslatedQuery> question);
    }

    private final Asked asked;

    /** Where a query gives the rows, they come from here. */
    public FixtureRows(Asked asked) {
        this.asked = asked;
    }

    /** NDJSON: of {@code .ndjson} as it stands, else with members that are named after columns. */
    public String of(Fixture fixture, TableSpec table) {
        return switch (fixture.form()) {
            case NDJSON -> fixture.text();
            case CSV -> new CsvEvents(table, fixture.origin()).of(fixture.text());
            case SQL -> generated(fixture);
        };
    }

    private String generated(Fixture fixture) {
        try {
            String sql = fixture.text().strip();
            String query = sql.endsWith(";") ? sql.substring(0, sql.length() - 1) : sql;
            return new String(asked.rows(queries -> queries.sql(query, Map.of())), StandardCharsets.UTF_8);
        } catch (PipitException e) {
            throw new PipitException(
                    e.code(), "The query of the fixture " + fixture.origin() + " failed: " + e.getMessage(), e);
        }
    }

    /** What views join comes before the rows that they join it to; queries may read what files hold. */
    public static Comparator<Fixture> loadingOrder(Plan plan) {
        Set<String> joined = new HashSet<>();
        plan.views().forEach(v -> joined.addAll(v.joined()));
        return Comparator.comparing((Fixture f) -> !joined.contains(f.dataSource()))
                .thenComparing(f -> f.form() == Fixture.Form.SQL)
                .thenComparing(Fixture::dataSource);
    }

    /** The table that a fixture is for. */
    public static TableSpec table(Fixture fixture, Plan plan) {
        return plan.table(fixture.dataSource())
                .orElseThrow(() -> new PipitException(
                        ErrorCode.UNKNOWN_DATA_SOURCE,
                        "The fixture " + fixture.origin() + " is for no data source: there is no '"
                                + fixture.dataSource() + "'."
                                + NearestName.hint(
                                        fixture.dataSource(), plan.tables().keySet())));
    }
}
