package io.pipit.core.project.token;

import io.pipit.core.access.Scope;
import io.pipit.core.project.datafile.Datafile;
import io.pipit.core.project.table.ProblemSink;
import java.util.Collection;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The tokens that a project's datafiles declare, and what each may do. */
public final class DeclaredTokens {
    private DeclaredTokens() {}

    /** By name; one that may do nothing yet is there, too. */
    public static SortedMap<String, SortedSet<Scope>> of(Collection<Datafile> files) {
        SortedMap<String, SortedSet<Scope>> tokens = new TreeMap<>();
        for (Datafile file : files) {
            file.head().directives().stream()
                    .filter(directive -> directive.name().equals(TokenLine.DIRECTIVE))
                    .flatMap(directive -> TokenLine.of(file, directive).stream())
                    .forEach(line -> {
                        SortedSet<Scope> scopes = tokens.computeIfAbsent(line.name(), name -> new TreeSet<>());
                        line.scope(file).ifPresent(scopes::add);
                    });
        }
        return tokens;
    }

    /** Notes lines of a file that declare nothing that is known. */
    public static void check(Datafile file, ProblemSink problems) {
        TokenLine.check(file, problems);
    }
}
