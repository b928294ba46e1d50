package io.pipit.core.block.json.value;

import com.fasterxml.jackson.core.JsonParser;
import io.pipit.core.block.column.FixedBuffer;
import io.pipit.core.block.type.DataType.IntType;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Integers of up to 64 bits: numbers without fraction, texts of them, and truth values as 1 and 0. */
final class IntegerCell extends ScalarCell {
    private static final int SAFE_DIGITS = 18;
    private static final BigInteger MAX_UNSIGNED = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private final FixedBuffer buffer;
    private final IntType type;
    private final BigInteger least;
    private final BigInteger most;
    private final long leastLong;
    private final long mostLong;

    IntegerCell(FixedBuffer buffer, IntType type) {
        this.buffer = buffer;
        this.type = type;
        int valueBits = type.signed() ? type.bits() - 1 : type.bits();
        this.least = type.signed() ? BigInteger.ONE.shiftLeft(valueBits).negate() : BigInteger.ZERO;
        this.most = BigInteger.ONE.shiftLeft(valueBits).subtract(BigInteger.ONE).min(MAX_UNSIGNED);
        this.leastLong = least.longValueExact();
        this.mostLong = most.bitLength() > 63 ? Long.MAX_VALUE : most.longValueExact();
    }

    @Override
    String expected() {
        return type + " from " + least + " to " + most;
    }

    @Override
    String appendInteger(JsonParser json) throws IOException {
        if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return super.appendInteger(json);
        }
        long value = json.getLongValue();
        if (value < leastLong || value > mostLong) {
            return found(Long.toString(value));
        }
        buffer.append(value);
        return null;
    }

    @Override
    String appendBoolean(boolean value) {
        buffer.append(value ? 1 : 0);
        return null;
    }

    @Override
    String appendText(char[] text, int start, int length) {
        if (length == 0 || length > SAFE_DIGITS) {
            return appendAny(text, start, length);
        }
        boolean negative = text[start] == '-';
        long value = 0;
        for (int i = negative ? start + 1 : start; i < start + length; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                return appendAny(text, start, length);
            }
            value = value * 10 + digit;
        }
        value = negative ? -value : value;
        if (value < leastLong || value > mostLong || (negative && length == 1)) {
            return foundText(text, start, length);
        }
        buffer.append(value);
        return null;
    }

    /** Long numbers, and those written with a fraction of zero or an exponent. */
    private String appendAny(char[] text, int start, int length) {
        BigDecimal value = Numbers.parse(text, start, length);
        if (value == null
                || Numbers.digitsBeforePoint(value) > 20
                || value.stripTrailingZeros().scale() > 0) {
            return foundText(text, start, length);
        }
        BigInteger integer = value.toBigInteger();
        if (integer.compareTo(least) < 0 || integer.compareTo(most) > 0) {
            return foundText(text, start, length);
        }
        buffer.append(integer.longValue());
        return null;
    }
}
