package io.pipit.core.project.pipe;

import io.pipit.core.error.PipitException;
import io.pipit.core.error.SourcePosition;
import io.pipit.core.project.template.RenderedSql;
import io.pipit.core.project.template.TemplateVariables;
import io.pipit.core.project.template.expression.TemplateErrors;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The nodes of one request, rendered: the one that is asked for and every other one whose name occurs in their texts, which is
 * at least what the query reads. Their texts together tell requests apart. Not thread-safe.
 */
final class Rendering {
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** A query that somebody sends could print them. */
    private static final TemplateVariables NO_SECRETS = name -> {
        throw TemplateErrors.template(
                "Only the pipes of the project can ask for the secret '" + name + "', not a query.");
    };

    /** The place in the rendered text, which would only confuse beside that in the file. */
    private static final Pattern PLACE = Pattern.compile(" \\(line \\d+, column \\d+\\)");

    private static final Pattern CLAUSE =
            Pattern.compile("\\s(FROM|WHERE|GROUP|ORDER|HAVING|LIMIT|WITH|AS|UNION)\\s", Pattern.CASE_INSENSITIVE);

    private static final int MOST_SHOWN = 80;

    /** A rendered node, or why it could not be rendered. */
    record Rendered(String origin, RenderedSql sql, PipitException failure) {}

    private final Resources resources;
    private final Map<String, List<String>> parameters;
    private final TemplateVariables variables;
    private final Map<String, Rendered> nodes = new LinkedHashMap<>();
    private final Map<String, Rendered> byOrigin = new HashMap<>();
    private final Map<String, String> files = new HashMap<>();
    /** Keys of queries that somebody sends, which are in no file. */
    private final Set<String> sent = new HashSet<>();

    Rendering(Resources resources, Map<String, List<String>> parameters, TemplateVariables variables) {
        this.resources = resources;
        this.parameters = parameters;
        this.variables = variables;
    }

    /** Renders a node and what it may read. */
    void add(Pipe pipe, int node) {
        String key = key(pipe, node);
        if (nodes.containsKey(key)) {
            return;
        }
        Rendered rendered = render(pipe, pipe.nodes().get(node), key);
        nodes.put(key, rendered);
        byOrigin.put(key, rendered);
        files.put(key, pipe.file().path());
        if (pipe.name().isEmpty()) {
            sent.add(key);
        }
        if (rendered.failure() == null) {
            Matcher words = WORD.matcher(rendered.sql().text());
            while (words.find()) {
                follow(pipe, node, words.group());
            }
        }
    }

    private void follow(Pipe pipe, int node, String word) {
        for (int i = 0; i < node; i++) {
            if (pipe.nodes().get(i).name().equals(word)) {
                add(pipe, i);
                return;
            }
        }
        Pipe other = resources.pipes().get(word);
        if (other != null && !resources.tables().containsKey(word)) {
            add(other, other.output());
        }
    }

    private Rendered render(Pipe pipe, PipeNode node, String origin) {
        try {
            TemplateVariables secrets = pipe.name().isEmpty() ? NO_SECRETS : variables;
            return new Rendered(origin, node.template().render(parameters, secrets), null);
        } catch (PipitException e) {
            return new Rendered(origin, null, e);
        }
    }

    /** The text of a node that was added. */
    Rendered node(Pipe pipe, int node) {
        add(pipe, node);
        return nodes.get(key(pipe, node));
    }

    /** All texts, as what tells this request from others. */
    String texts() {
        StringBuilder out = new StringBuilder();
        nodes.forEach((key, rendered) -> {
            String text = rendered.failure() == null
                    ? rendered.sql().text()
                    : rendered.failure().getMessage();
            out.append(key).append('\0').append(text.length()).append('\0').append(text);
        });
        return out.toString();
    }

    /** Which branches of which nodes were taken. */
    Set<String> branches() {
        Set<String> branches = new HashSet<>();
        nodes.forEach((key, rendered) -> {
            if (rendered.failure() == null) {
                branches.add(key);
                rendered.sql().branches().forEach(b -> branches.add(key + " " + b));
            } else {
                branches.add(rendered.failure().getMessage());
            }
        });
        return branches;
    }

    /** An error of the dialect with the place in the file instead of that in the rendered text. */
    PipitException placed(PipitException error) {
        SourcePosition position = error.position().orElse(null);
        Rendered rendered = position == null ? null : byOrigin.get(position.file());
        if (rendered == null || rendered.sql() == null) {
            return error;
        }
        SourcePosition place =
                new SourcePosition(files.get(position.file()), rendered.sql().sourceLine(position.line()), 0);
        String message = PLACE.matcher(error.getMessage()).replaceAll("");
        boolean alone = sent.contains(position.file());
        return new PipitException(
                error.code(), alone ? message + " (line " + place.line() + ")" : message, place, error);
    }

    /** The part of a node's text that starts at a place in the rendered text. */
    Optional<PipeTranslator.Part> part(SourcePosition position) {
        Rendered rendered = byOrigin.get(position.file());
        if (rendered == null || rendered.sql() == null) {
            return Optional.empty();
        }
        String line = rendered.sql()
                .text()
                .lines()
                .skip(position.line() - 1L)
                .findFirst()
                .orElse("");
        String rest = line.substring(Math.min(line.length(), Math.max(0, position.column() - 1)));
        Matcher clause = CLAUSE.matcher(rest);
        rest = clause.find() && rest.substring(0, clause.start()).indexOf('(') < 0
                ? rest.substring(0, clause.start())
                : rest;
        int depth = 0;
        int end = 0;
        for (boolean open = true; open && end < rest.length(); end++) {
            char c = rest.charAt(end);
            depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
            open = depth >= 0 && !(c == ')' && depth == 0) && !(c == ',' && depth == 0);
        }
        String text = rest.substring(0, end).replaceAll("[,\\s]+$", "");
        boolean unclosed = depth < 0 && !text.isEmpty();
        text = unclosed ? text.substring(0, text.length() - 1) : text;
        return Optional.of(new PipeTranslator.Part(
                new SourcePosition(files.get(position.file()), rendered.sql().sourceLine(position.line()), 0),
                text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "…" : text));
    }

    static String key(Pipe pipe, int node) {
        return pipe.file().path() + "#" + pipe.nodes().get(node).name();
    }
}
