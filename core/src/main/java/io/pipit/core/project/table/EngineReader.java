package io.pipit.core.project.table;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.EngineClause.Kind;
import io.pipit.core.block.type.DataType;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.datafile.Directive;
import io.pipit.core.project.datafile.Section;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the engine clause of a data source. */
final class EngineReader {
    private static final Pattern ENGINE = Pattern.compile("(?s)(\\w+)\\s*(\\((.*)\\))?\\s*");

    private final Section section;
    private final List<Column> columns;
    private final ProblemSink problems;

    EngineReader(Section section, List<Column> columns, ProblemSink problems) {
        this.section = section;
        this.columns = columns;
        this.problems = problems;
    }

    /** The clause; a data source without one keeps all rows. */
    EngineClause read() {
        Optional<Directive> engine = section.find("ENGINE");
        if (engine.isEmpty()) {
            return EngineClause.MERGE_TREE;
        }
        Matcher parts = ENGINE.matcher(engine.get().value().strip());
        if (!parts.matches()) {
            problem(
                    engine.get(),
                    "The engine '" + engine.get().value() + "' is not understood; expected a name such as MergeTree.");
            return EngineClause.MERGE_TREE;
        }
        boolean join = parts.group(1).equalsIgnoreCase("Join");
        List<String> arguments = join ? List.of() : arguments(parts.group(3));
        return kind(engine.get(), withoutReplication(parts.group(1)))
                .map(kind -> clause(kind, arguments))
                .orElse(EngineClause.MERGE_TREE);
    }

    private EngineClause clause(Kind kind, List<String> arguments) {
        return switch (kind) {
            case REPLACING ->
                new EngineClause(
                        kind,
                        columnOf(version(), argument(arguments, 0)),
                        deleted(columnOf(section.find("ENGINE_IS_DELETED"), argument(arguments, 1))),
                        List.of());
            case SUMMING -> new EngineClause(kind, "", "", summingColumns(arguments));
            default -> new EngineClause(kind, "", "", List.of());
        };
    }

    /** {@code ENGINE_VERSION} belongs to another engine but is often written for {@code ENGINE_VER}. */
    private Optional<Directive> version() {
        return section.find("ENGINE_VER").or(() -> {
            Optional<Directive> other = section.find("ENGINE_VERSION");
            other.ifPresent(
                    d -> problems.add(
                            Severity.WARNING,
                            ErrorCode.INVALID_PROJECT,
                            d.line(),
                            "ENGINE_VERSION is read as ENGINE_VER, the version column of ReplacingMergeTree; write ENGINE_VER."));
            return other;
        });
    }

    private String columnOf(Optional<Directive> directive, String argument) {
        String name = directive.map(Directive::value).orElse(argument).strip().replace("`", "");
        if (name.isEmpty() || known(name)) {
            return name;
        }
        unknownColumn(directive.or(() -> section.find("ENGINE")).orElseThrow(), name);
        return "";
    }

    private String deleted(String name) {
        columns.stream()
                .filter(c -> c.name().equals(name))
                .filter(c -> !(c.type().bare() instanceof DataType.IntType)
                        && !(c.type().bare() instanceof DataType.BoolType))
                .findFirst()
                .ifPresent(c -> problem(
                        section.find("ENGINE_IS_DELETED")
                                .or(() -> section.find("ENGINE"))
                                .orElseThrow(),
                        "ENGINE_IS_DELETED needs a UInt8 column, but '" + name + "' is " + c.type() + "."));
        return name;
    }

    private List<String> summingColumns(List<String> arguments) {
        Optional<Directive> directive = section.find("ENGINE_SUMMING_COLUMNS");
        List<String> names = directive.map(d -> arguments(d.value())).orElse(arguments);
        names.stream()
                .filter(n -> !known(n))
                .forEach(n ->
                        unknownColumn(directive.or(() -> section.find("ENGINE")).orElseThrow(), n));
        return names.stream().filter(this::known).toList();
    }

    private Optional<Kind> kind(Directive engine, String name) {
        for (Kind kind : Kind.values()) {
            if (kind.text().equalsIgnoreCase(name)) {
                return Optional.of(kind);
            }
        }
        switch (name.toLowerCase(Locale.ROOT)) {
            case "collapsingmergetree", "versionedcollapsingmergetree" -> {
                warning(
                        engine,
                        name + " keeps all rows here: queries that sum over the sign are right, FINAL does not remove "
                                + "pairs. ReplacingMergeTree with ENGINE_VER and ENGINE_IS_DELETED keeps the last row of a key.");
                return Optional.of(Kind.MERGE_TREE);
            }
            case "join" -> {
                warning(
                        engine,
                        "Join is read as ReplacingMergeTree with the key columns as sorting key: the last row of a key counts.");
                return Optional.of(Kind.REPLACING);
            }
            default -> {
                problem(
                        engine,
                        "The engine '" + name
                                + "' is not supported; expected MergeTree, ReplacingMergeTree, AggregatingMergeTree, "
                                + "SummingMergeTree or Null."
                                + NearestName.hint(
                                        name,
                                        Arrays.stream(Kind.values())
                                                .map(Kind::text)
                                                .toList()));
                return Optional.empty();
            }
        }
    }

    private void warning(Directive directive, String message) {
        problems.add(Severity.WARNING, ErrorCode.INVALID_PROJECT, directive.line(), message);
    }

    private static String withoutReplication(String name) {
        return name.startsWith("Replicated") ? name.substring("Replicated".length()) : name;
    }

    private static List<String> arguments(String text) {
        if (text == null) {
            return List.of();
        }
        String inner = text.strip();
        inner = inner.startsWith("(") && inner.endsWith(")") ? inner.substring(1, inner.length() - 1) : inner;
        return Arrays.stream(inner.split(","))
                .map(a -> a.strip().replace("`", ""))
                .filter(a -> !a.isEmpty() && !a.startsWith("'"))
                .toList();
    }

    private static String argument(List<String> arguments, int index) {
        return index < arguments.size() ? arguments.get(index) : "";
    }

    private boolean known(String name) {
        return columns.stream().anyMatch(c -> c.name().equals(name));
    }

    private void unknownColumn(Directive directive, String name) {
        problems.add(
                Severity.ERROR,
                ErrorCode.UNKNOWN_COLUMN,
                directive.line(),
                directive.name() + " names '" + name + "', which is not a column of this data source."
                        + NearestName.hint(
                                name, columns.stream().map(Column::name).toList()));
    }

    private void problem(Directive directive, String message) {
        problems.add(Severity.ERROR, ErrorCode.INVALID_PROJECT, directive.line(), message);
    }
}
