package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Whether two samples differ: the value, and 0 or 1 for the sample that it belongs to. */
final class SampleTests {
    private static final Set<String> ALTERNATIVES = Set.of("two-sided", "less", "greater");

    private SampleTests() {}

    static void addTo(Catalog catalog) {
        catalog.add(
                        "Student's t-test of two samples, as statistic and probability; with a level of confidence also an"
                                + " interval.",
                        new Means("student"),
                        "studentTTest")
                .add(
                        "Welch's t-test of two samples, as statistic and probability; with a level of confidence also an"
                                + " interval.",
                        new Means("welch"),
                        "welchTTest")
                .add(
                        "The test of Mann and Whitney of two samples, as statistic and probability.",
                        new Ranks(),
                        "mannWhitneyUTest");
    }

    private static DataType reals(String... names) {
        List<DataType> types = new ArrayList<>(Collections.nCopies(names.length, Types.FLOAT64));
        return new TupleType(List.of(names), types);
    }

    /** Of means. */
    private record Means(String kind) implements Aggregate {
        @Override
        public Arity arity() {
            return Arity.TWO;
        }

        @Override
        public DataType type(List<String> parameters, List<DataType> arguments) {
            return parameters.isEmpty()
                    ? reals("t_statistic", "p_value")
                    : reals("t_statistic", "p_value", "confidence_interval_low", "confidence_interval_high");
        }

        @Override
        public String plain(AggregateCall call) {
            AggregateCall known = call.complete();
            StringBuilder sql = new StringBuilder("pipit_text('testMeans', '" + kind + "'");
            for (int sample = 0; sample < 2; sample++) {
                String value = "CASE WHEN CAST(" + known.number(1) + " AS BIGINT) = " + sample + " THEN "
                        + known.real(0) + " END";
                for (String part : new String[] {"count", "avg", "var_samp"}) {
                    sql.append(", coalesce(CAST(")
                            .append(known.engine(part, value))
                            .append(" AS VARCHAR), '')");
                }
            }
            sql.append(", ").append(SqlText.string(call.parameter(0, ""))).append(")");
            return SqlText.cast(sql.toString(), type(call.parameters(), call.types()));
        }
    }

    /** Of ranks. */
    private record Ranks() implements Aggregate {
        @Override
        public Arity arity() {
            return Arity.TWO;
        }

        @Override
        public DataType type(List<String> parameters, List<DataType> arguments) {
            return reals("u_statistic", "p_value");
        }

        @Override
        public String plain(AggregateCall call) {
            String alternative = call.parameter(0, "'two-sided'").replace("'", "");
            if (!ALTERNATIVES.contains(alternative)) {
                throw call.error(
                        "its alternative is '" + alternative + "', where 'two-sided', 'less' or 'greater' is expected");
            }
            AggregateCall known = call.complete();
            String pairs = "CAST(" + known.real(0) + " AS VARCHAR) || ':' || CAST(CAST(" + known.number(1)
                    + " AS BIGINT) AS VARCHAR), ','";
            return SqlText.cast(
                    "pipit_text('testRanks', " + known.engine("string_agg", pairs) + ", '" + alternative + "', '"
                            + call.parameter(1, "1") + "')",
                    type(call.parameters(), call.types()));
        }
    }
}
