package io.pipit.core.access;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One thing that a token may do, written as {@code PIPES:READ:top_pages}.
 *
 * @param resource the pipe or data source
 */
public record Scope(Right right, String resource) implements Comparable<Scope> {
    private static final Comparator<Scope> ORDER =
            Comparator.comparing(Scope::right).thenComparing(Scope::resource);
    private static final String QUARANTINE = "_quarantine";

    /** What may be done with a resource. */
    public enum Right {
        /** Ask an endpoint, or name a pipe in SQL. */
        PIPES_READ("PIPES:READ"),
        /** Name a data source in SQL; its quarantine with it. */
        DATASOURCES_READ("DATASOURCES:READ"),
        /** Send events and files. */
        DATASOURCES_APPEND("DATASOURCES:APPEND");

        private final String text;

        Right(String text) {
            this.text = text;
        }

        /** As it is written. */
        public String text() {
            return text;
        }
    }

    /**
     * Reads a scope.
     *
     * @throws PipitException {@code INVALID_PARAMETER} for one that there is not
     */
    public static Scope parse(String text) {
        List<String> rights = Arrays.stream(Right.values()).map(Right::text).toList();
        for (Right right : Right.values()) {
            String start = right.text() + ":";
            String resource = text.startsWith(start) ? text.substring(start.length()) : "";
            if (!resource.isBlank() && !resource.contains(":")) {
                return new Scope(right, resource.strip());
            }
        }
        String given =
                text.split(":", -1).length > 2 ? text.substring(0, text.indexOf(':', text.indexOf(':') + 1)) : text;
        throw new PipitException(
                ErrorCode.INVALID_PARAMETER,
                "The scope '" + text + "' " + (rights.contains(given) ? unfit(text, given) : "is not known here")
                        + "; there are " + rights.stream().map(r -> r + ":NAME").collect(Collectors.joining(", "))
                        + ", without filters of rows. The server's own token does everything else."
                        + (rights.contains(given) ? "" : NearestName.hint(given, rights)));
    }

    /** What is wrong behind a right that there is. */
    private static String unfit(String text, String right) {
        String rest = text.substring(Math.min(text.length(), right.length() + 1));
        return rest.isBlank()
                ? "lacks the name of what it is about"
                : "has more than the name '" + rest.substring(0, rest.indexOf(':')) + "'";
    }

    /** Whether one of these covers this one. */
    public boolean within(Collection<Scope> held) {
        if (held.contains(this)) {
            return true;
        }
        boolean quarantine = right == Right.DATASOURCES_READ && resource.endsWith(QUARANTINE);
        return quarantine
                && held.contains(new Scope(right, resource.substring(0, resource.length() - QUARANTINE.length())));
    }

    @Override
    public int compareTo(Scope other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return right.text() + ":" + resource;
    }
}
