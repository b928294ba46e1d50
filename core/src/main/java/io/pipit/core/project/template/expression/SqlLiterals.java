package io.pipit.core.project.template.expression;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.Collectors;

/** Prints values as SQL so that no value can change the shape of the query around it. */
public final class SqlLiterals {
    private SqlLiterals() {}

    /**
     * The SQL of a value: texts quoted, numbers bare, lists in brackets, None as NULL.
     *
     * @throws io.pipit.core.error.PipitException {@code MISSING_PARAMETER} for a parameter that is not given,
     *     {@code TEMPLATE_ERROR} for a dictionary
     */
    public static String of(Object value) {
        if (value == null) {
            return "NULL";
        } else if (value instanceof Missing missing) {
            throw TemplateErrors.missing(missing.name());
        } else if (value instanceof SqlText sql) {
            return sql.sql();
        } else if (value instanceof String text) {
            return quoted(text);
        } else if (value instanceof Boolean || value instanceof BigInteger || value instanceof Double) {
            return value.toString();
        } else if (value instanceof List<?> list) {
            return list.stream().map(SqlLiterals::of).collect(Collectors.joining(",", "[", "]"));
        }
        throw TemplateErrors.template("A dictionary cannot be printed into SQL; print one of its members.");
    }

    /** A text in single quotes. */
    public static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('\'');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\'' -> out.append("\\'");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\0' -> out.append("\\0");
                default -> out.append(c);
            }
        }
        return out.append('\'').toString();
    }
}
