package io.pipit.jobs.token;

import io.pipit.core.access.Scope;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A token that does not end by itself. Its text shows no value.
 *
 * @param value what clients send
 * @param declared what the files of the live version say that it may do
 * @param granted what a command has said
 */
public record StaticToken(
        String name, String value, SortedSet<Scope> declared, SortedSet<Scope> granted, long createdMillis) {
    /** Copies the sets. */
    public StaticToken {
        declared = Collections.unmodifiableSortedSet(new TreeSet<>(declared));
        granted = Collections.unmodifiableSortedSet(new TreeSet<>(granted));
    }

    /** All that it may do. */
    public SortedSet<Scope> scopes() {
        SortedSet<Scope> all = new TreeSet<>(declared);
        all.addAll(granted);
        return all;
    }

    @Override
    public String toString() {
        return "token '" + name + "'";
    }
}
