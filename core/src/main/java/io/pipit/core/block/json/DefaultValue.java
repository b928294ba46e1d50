package io.pipit.core.block.json;

import com.fasterxml.jackson.core.JsonToken;
import io.pipit.core.block.Column;
import io.pipit.core.block.column.ColumnBuffer;
import io.pipit.core.block.column.ColumnBuffers;
import io.pipit.core.block.json.DefaultExpression.Kind;
import io.pipit.core.block.json.value.Cells;
import io.pipit.core.block.json.value.JsonInput;
import io.pipit.core.block.type.DataType;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * The value of a column that a record does not have.
 *
 * @param kind where the value comes from
 * @param constant one value for CONSTANT, else null
 * @param source index of the other column for COLUMN, else -1
 */
record DefaultValue(Kind kind, ColumnBuffer constant, int source) {
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    /** A constant given as JSON. */
    static DefaultValue ofJson(Column column, String json) {
        return new DefaultValue(Kind.CONSTANT, buffer(column, json), -1);
    }

    /** One value for all records of a request that was accepted at a time. */
    static ColumnBuffer at(Column column, Kind kind, long acceptedAtMicros) {
        LocalDateTime time =
                LocalDateTime.ofInstant(Instant.EPOCH.plus(acceptedAtMicros, ChronoUnit.MICROS), ZoneOffset.UTC);
        if (kind == Kind.TODAY) {
            return buffer(column, DefaultExpression.quoted(LocalDate.from(time).toString()));
        }
        DataType type = column.type().bare();
        boolean moment = type instanceof DataType.DateTimeType || type instanceof DataType.DateTime64Type;
        boolean number = type instanceof DataType.IntType || type instanceof DataType.FloatType;
        return buffer(
                column,
                moment
                        ? Long.toString(acceptedAtMicros)
                        : number
                                ? Long.toString(Math.floorDiv(acceptedAtMicros, 1_000_000))
                                : DefaultExpression.quoted(SECONDS.format(time)));
    }

    private static ColumnBuffer buffer(Column column, String json) {
        ColumnBuffer buffer = ColumnBuffers.of(column.storage());
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        try (JsonInput in = new JsonInput(bytes, 0, bytes.length)) {
            JsonToken token = in.parser().nextToken();
            String reason = Cells.of(column.type(), buffer).append(in, token);
            if (reason != null) {
                throw new PipitException(
                        ErrorCode.INVALID_PROJECT,
                        "The DEFAULT of column '" + column.name() + "', " + column.defaultExpression()
                                + ", does not fit its type: " + reason + ".");
            }
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.INTERNAL, "The DEFAULT of column '" + column.name() + "' became no JSON: " + json, e);
        }
        return buffer;
    }
}
