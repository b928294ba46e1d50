package io.pipit.core.project.datafile;

import java.util.List;
import java.util.Optional;

/**
 * Directives that belong together: those before the first node, or those of one node.
 *
 * @param name of the node; the empty text for the head of the file
 * @param line where the section starts
 * @param directives in the order written
 */
public record Section(String name, int line, List<Directive> directives) {
    /** Copies the list. */
    public Section {
        directives = List.copyOf(directives);
    }

    /** The last directive of this name: where one is repeated, the last one counts. */
    public Optional<Directive> find(String directive) {
        return directives.stream().filter(d -> d.name().equals(directive)).reduce((first, second) -> second);
    }

    /** All directives of this name. */
    public List<Directive> all(String directive) {
        return directives.stream().filter(d -> d.name().equals(directive)).toList();
    }

    /** The value of a directive, or the empty text. */
    public String value(String directive) {
        return find(directive).map(Directive::value).map(String::strip).orElse("");
    }
}
