package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType.IpType;
import io.pipit.core.block.type.IpText;
import java.util.List;
import java.util.stream.Stream;

/**
 * Addresses of version 6 that are written as literals beside a column. A column holds one text for each address, but rows that came before
 * this was so hold the text that was sent: a condition with that text goes on finding them.
 */
public final class AddressLiterals {
    private AddressLiterals() {}

    /** The engine's texts of what an address may be held as beside such a column; none for other values, and for a text that is none. */
    public static List<String> of(Rendered value, Rendered column) {
        boolean literal = Types.text(value.type()) && value.text().isPresent();
        if (!literal || !(column.type().bare() instanceof IpType type) || type.version() != 6) {
            return List.of();
        }
        String given = value.text().get();
        byte[] address = IpText.wide(given);
        return address == null
                ? List.of()
                : Stream.of(IpText.show(address), given)
                        .distinct()
                        .map(SqlText::string)
                        .toList();
    }

    /** The text {@code column operator value}; empty where the operator or the value is another one. */
    static String compare(Rendered column, String operator, Rendered value) {
        boolean equal = operator.equals("=");
        List<String> texts = equal || operator.equals("<>") ? of(value, column) : List.of();
        if (texts.isEmpty()) {
            return "";
        }
        return texts.size() == 1
                ? "(" + column.sql() + " " + operator + " " + texts.get(0) + ")"
                : "(" + column.sql() + (equal ? " IN (" : " NOT IN (") + String.join(", ", texts) + "))";
    }
}
