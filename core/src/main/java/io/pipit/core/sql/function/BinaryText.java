package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import java.util.Optional;

/**
 * Texts that may hold any bytes, such as digests. The engine's texts are valid UTF-8, so they are computed as hexadecimal digits and turned
 * into text at the end; functions that read bytes, such as {@code hex}, take the digits.
 */
final class BinaryText {
    private static final String START = "decode(unhex(";
    private static final String END = "), 'replace')";

    private BinaryText() {}

    /** A text of bytes; {@code hex} is the engine's text of their hexadecimal digits. */
    static Rendered of(String hex, DataType type) {
        return Rendered.exact(START + hex + END, type);
    }

    /** The hexadecimal digits of a value that was made by {@link #of}. */
    static Optional<String> hex(Rendered value) {
        String sql = value.sql();
        return sql.startsWith(START) && sql.endsWith(END)
                ? Optional.of(sql.substring(START.length(), sql.length() - END.length()))
                : Optional.empty();
    }

    /** The hexadecimal digits of any text. */
    static String hexOf(CallSite c, int index) {
        return hex(c.argument(index)).orElseGet(() -> "hex(" + c.text(index) + ")");
    }
}
