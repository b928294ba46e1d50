package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.DateTime64Type;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;

/** Dates and times as numbers whose mean can be taken: days or microseconds since 1970. */
final class MeanTime {
    private MeanTime() {}

    static boolean of(DataType type) {
        return Types.date(type) || Types.instant(type);
    }

    static String number(Rendered time) {
        return Types.date(time.type())
                ? "(" + time.sql() + " - DATE '1970-01-01')"
                : "epoch_us(CAST(" + time.sql() + " AS TIMESTAMP))";
    }

    /** The time that a mean is, rounded to what the type holds, halves to the even one. */
    static String time(String mean, DataType type) {
        if (Types.date(type)) {
            return "(DATE '1970-01-01' + CAST(round_even(" + mean + ", 0) AS INTEGER))";
        }
        int digits = type.bare() instanceof DateTime64Type t ? Math.min(t.precision(), 6) : 0;
        long step = Math.round(Math.pow(10, 6 - digits));
        String micros = "CAST(round_even(" + mean + " / " + step + ", 0) AS BIGINT) * " + step;
        return SqlText.cast("make_timestamp(" + micros + ")", type);
    }
}
