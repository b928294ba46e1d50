package io.pipit.core.project.template;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.error.SourcePosition;
import io.pipit.core.project.template.TemplateNode.Branch;
import io.pipit.core.project.template.expression.Expression;
import io.pipit.core.project.template.expression.ExpressionParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the tags of a template into a tree. */
final class TemplateParser {
    private static final int MAX_DEPTH = 40;
    private static final Pattern FOR = Pattern.compile("(?s)(\\w+(?:\\s*,\\s*\\w+)*)\\s*,?\\s+in\\s+(.+)");
    private static final Pattern SET = Pattern.compile("(?s)([A-Za-z_]\\w*)\\s*=(?!=)(.+)");
    private static final Set<String> TAGS =
            Set.of("if", "elif", "else", "for", "while", "break", "continue", "set", "end", "comment");
    private static final Set<String> REFUSED = Set.of(
            "import",
            "from",
            "module",
            "include",
            "extends",
            "block",
            "raw",
            "try",
            "except",
            "finally",
            "apply",
            "autoescape",
            "whitespace");

    private final String text;
    private final String origin;
    private int at;
    private int line;
    private int loops;

    TemplateParser(String text, String origin, int firstLine) {
        this.text = text;
        this.origin = origin;
        this.line = firstLine;
    }

    List<TemplateNode> parse() {
        List<TemplateNode> nodes = new ArrayList<>();
        Tag end = body(nodes, 0);
        if (end != null) {
            throw error(end.line, "{% " + end.word + " %} has no {% if %} or {% for %} that it could belong to.");
        }
        return nodes;
    }

    /** A tag with its first word and the rest. */
    private record Tag(String word, String rest, int line) {}

    /** Reads up to a tag that ends or divides a block, which is returned; null at the end of the text. */
    private Tag body(List<TemplateNode> nodes, int depth) {
        if (depth > MAX_DEPTH) {
            throw error(line, "Blocks are nested more than " + MAX_DEPTH + " deep.");
        }
        while (at < text.length()) {
            int open = nextTag();
            if (open > at) {
                nodes.add(new TemplateNode.Text(plain(text.substring(at, open)), line));
                moveTo(open);
            }
            if (at >= text.length()) {
                break;
            }
            if (text.startsWith("{#", at)) {
                inside("#}");
            } else if (text.startsWith("{{", at)) {
                int start = line;
                nodes.add(new TemplateNode.Output(expression(inside("}}"), start), start));
            } else {
                Tag tag = tag();
                if (Set.of("end", "else", "elif").contains(tag.word)) {
                    return tag;
                }
                statement(tag, nodes, depth);
            }
        }
        return null;
    }

    private void statement(Tag tag, List<TemplateNode> nodes, int depth) {
        switch (tag.word) {
            case "if" -> nodes.add(branches(tag, depth));
            case "for" -> nodes.add(loop(tag, depth));
            case "while" -> nodes.add(repetition(tag, depth));
            case "break", "continue" -> nodes.add(jump(tag));
            case "set" -> nodes.add(assignment(tag));
            default -> {
                /* {% comment ... %} says nothing */
            }
        }
    }

    private TemplateNode branches(Tag start, int depth) {
        List<Branch> branches = new ArrayList<>();
        Tag tag = start;
        while (!tag.word.equals("end")) {
            boolean last = tag.word.equals("else");
            Expression condition = last ? new Expression.Literal(true) : condition(tag);
            List<TemplateNode> body = new ArrayList<>();
            Tag next = body(body, depth + 1);
            branches.add(new Branch(condition, tag.line, body));
            if (next == null) {
                throw error(start.line, "{% if %} is not closed; write {% end %} where it ends.");
            }
            if (last && !next.word.equals("end")) {
                throw error(next.line, "{% " + next.word + " %} comes after {% else %}, which is the last branch.");
            }
            tag = next;
        }
        return new TemplateNode.If(branches, start.line);
    }

    private Expression condition(Tag tag) {
        String condition = tag.rest.endsWith(":") ? tag.rest.substring(0, tag.rest.length() - 1) : tag.rest;
        if (condition.isBlank()) {
            throw error(
                    tag.line,
                    "{% " + tag.word + " %} has no condition, for instance {% " + tag.word + " defined(name) %}.");
        }
        return expression(condition, tag.line);
    }

    private TemplateNode loop(Tag start, int depth) {
        Matcher parts = FOR.matcher(start.rest);
        if (!parts.matches()) {
            throw error(
                    start.line, "{% for " + start.rest + " %} is not understood; expected {% for item in items %}.");
        }
        List<String> names =
                Arrays.stream(parts.group(1).split(",")).map(String::strip).toList();
        String rest = parts.group(2).strip();
        Expression items = expression(rest.endsWith(":") ? rest.substring(0, rest.length() - 1) : rest, start.line);
        Loop loop = loopBody(start, depth);
        return new TemplateNode.For(names, items, loop.body, loop.otherwise, start.line);
    }

    private TemplateNode repetition(Tag start, int depth) {
        Expression condition = condition(start);
        Loop loop = loopBody(start, depth);
        return new TemplateNode.While(condition, loop.body, loop.otherwise, start.line);
    }

    private record Loop(List<TemplateNode> body, List<TemplateNode> otherwise) {}

    private Loop loopBody(Tag start, int depth) {
        List<TemplateNode> body = new ArrayList<>();
        List<TemplateNode> otherwise = new ArrayList<>();
        loops++;
        Tag end = body(body, depth + 1);
        loops--;
        if (end != null && end.word.equals("else")) {
            end = body(otherwise, depth + 1);
        }
        if (end == null) {
            throw error(start.line, "{% " + start.word + " %} is not closed; write {% end %} where it ends.");
        } else if (!end.word.equals("end")) {
            throw error(
                    end.line,
                    "{% " + end.word + " %} stands inside {% " + start.word
                            + " %}; close the inner blocks with {% end %} first.");
        }
        return new Loop(body, otherwise);
    }

    private TemplateNode jump(Tag tag) {
        if (loops == 0) {
            throw error(tag.line, "{% " + tag.word + " %} stands outside of {% for %} and {% while %}.");
        }
        return new TemplateNode.Jump(tag.word.equals("break"), tag.line);
    }

    private TemplateNode assignment(Tag tag) {
        Matcher parts = SET.matcher(tag.rest);
        if (!parts.matches()) {
            throw error(tag.line, "{% set " + tag.rest + " %} is not understood; expected {% set name = value %}.");
        }
        return new TemplateNode.Set(parts.group(1), expression(parts.group(2), tag.line), tag.line);
    }

    private Tag tag() {
        int start = line;
        String content = inside("%}").strip();
        int end = 0;
        while (end < content.length()
                && (Character.isLetterOrDigit(content.charAt(end)) || content.charAt(end) == '_')) {
            end++;
        }
        String word = content.substring(0, end);
        if (!TAGS.contains(word)) {
            throw error(start, unknown(word));
        }
        return new Tag(word, content.substring(end).strip(), start);
    }

    private static String unknown(String word) {
        if (REFUSED.contains(word)) {
            return "{% " + word
                    + " %} is not allowed in a template; there are if, elif, else, for, while, set and end.";
        } else if (word.startsWith("end")) {
            return "Blocks end with {% end %}, not with {% " + word + " %}.";
        }
        return "There is no tag {% " + word + " %}." + NearestName.hint(word, TAGS)
                + " There are if, elif, else, for, while, set and end.";
    }

    /** The text between the tag that starts here and its end, and moves behind it. */
    private String inside(String end) {
        int from = at + 2;
        int to = end.equals("#}") ? text.indexOf(end, from) : endOfTag(end, from);
        if (to < 0) {
            throw error(line, "The tag '" + text.substring(at, at + 2) + "' is not closed; expected '" + end + "'.");
        }
        String content = text.substring(from, to);
        moveTo(to + 2);
        return content;
    }

    /** The end of a tag, outside of the quotes in it and, for {@code }}}, of dictionaries. */
    private int endOfTag(String end, int from) {
        int braces = 0;
        int i = from;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (braces == 0 && text.startsWith(end, i)) {
                return i;
            }
            if (c == '\'' || c == '"') {
                int close = i + 1;
                while (close < text.length() && text.charAt(close) != c) {
                    close += text.charAt(close) == '\\' ? 2 : 1;
                }
                i = close;
            } else {
                braces = Math.max(0, braces + (c == '{' ? 1 : c == '}' ? -1 : 0));
            }
            i++;
        }
        return -1;
    }

    private int nextTag() {
        for (int i = text.indexOf('{', at); i >= 0 && i + 1 < text.length(); i = text.indexOf('{', i + 1)) {
            boolean opens = "{%#".indexOf(text.charAt(i + 1)) >= 0;
            if (opens && !text.startsWith("!", i + 2)) {
                return i;
            }
        }
        return text.length();
    }

    /** {@code {{!} stands for the characters themselves. */
    private static String plain(String text) {
        return text.replace("{{!", "{{").replace("{%!", "{%").replace("{#!", "{#");
    }

    private void moveTo(int end) {
        for (int i = at; i < end; i++) {
            line += text.charAt(i) == '\n' ? 1 : 0;
        }
        at = end;
    }

    private Expression expression(String content, int tagLine) {
        try {
            return ExpressionParser.parse(content);
        } catch (PipitException e) {
            throw new PipitException(e.code(), e.getMessage(), new SourcePosition(origin, tagLine, 0), e);
        }
    }

    private PipitException error(int errorLine, String message) {
        return new PipitException(ErrorCode.TEMPLATE_ERROR, message, new SourcePosition(origin, errorLine, 0), null);
    }
}
