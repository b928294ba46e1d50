package io.pipit.core.project.template.expression;

/**
 * A value that prints as SQL of its own, such as a column name; it compares as its plain value.
 *
 * @param value as the request gave it
 * @param sql as it is printed; made by Pipit, never a request's text as it is
 */
public record SqlText(String value, String sql) {
    @Override
    public String toString() {
        return value;
    }
}
