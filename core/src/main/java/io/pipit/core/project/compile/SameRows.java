package io.pipit.core.project.compile;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.project.pipe.Pipe;
import io.pipit.core.project.pipe.PipeNode;
import io.pipit.core.project.table.Pieces;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whether two pipes that read one table count its rows twice, as far as their texts tell: both take all rows, or those of the same
 * conditions, and bring them under the same keys.
 */
final class SameRows {
    private static final Pattern LIST = Pattern.compile("(?is)\\bSELECT\\s+(?:DISTINCT\\s+)?(.*?)\\sFROM\\s");
    private static final Pattern CONDITION =
            Pattern.compile("(?is)\\b(where|prewhere|having|limit|join)\\b.*?(?=\\bgroup\\s+by\\b|$)");
    private static final Pattern UNKNOWN = Pattern.compile("(?i)\\b(union|with)\\b|\\{[{%]");
    private static final Pattern NAMED = Pattern.compile("(?is)^(.*\\S)\\s+AS\\s+`?(\\w+)`?$");

    private final TableSpec target;

    SameRows(TableSpec target) {
        this.target = target;
    }

    boolean both(Pipe one, Pipe other) {
        return target.engine().kind() != EngineClause.Kind.REPLACING // which keeps one of them
                && known(one)
                && known(other)
                && conditions(one).equals(conditions(other))
                && keys().stream().allMatch(key -> made(one, key).equals(made(other, key)))
                && target.columns().stream()
                        .map(Column::name)
                        .allMatch(column -> gives(one, column) == gives(other, column));
    }

    private List<String> keys() {
        List<String> keys = target.sortingKey().stream()
                .map(SortKey::column)
                .filter(column -> !column.isEmpty())
                .toList();
        return keys.isEmpty() ? target.columns().stream().map(Column::name).toList() : keys;
    }

    private static boolean known(Pipe pipe) {
        return pipe.nodes().stream()
                .allMatch(node -> LIST.matcher(node.sql()).find()
                        && !UNKNOWN.matcher(node.sql()).find());
    }

    private static List<String> conditions(Pipe pipe) {
        List<String> conditions = new ArrayList<>();
        for (PipeNode node : pipe.nodes()) {
            Matcher condition = CONDITION.matcher(node.sql());
            while (condition.find()) {
                conditions.add(plain(condition.group()));
            }
        }
        return conditions;
    }

    /** What a column is made of, in whichever node. */
    private static Set<String> made(Pipe pipe, String column) {
        Set<String> made = new TreeSet<>();
        for (PipeNode node : pipe.nodes()) {
            Matcher list = LIST.matcher(node.sql());
            for (Pieces.Piece piece : list.find() ? Pieces.of(list.group(1)) : List.<Pieces.Piece>of()) {
                Matcher named = NAMED.matcher(piece.text());
                if (named.matches() && named.group(2).equals(column)) {
                    made.add(plain(named.group(1)));
                }
            }
        }
        return made.isEmpty() ? Set.of(plain(column)) : made;
    }

    /** Not, where each of two gives other columns of the same rows. */
    private static boolean gives(Pipe pipe, String column) {
        String list = pipe.nodes().stream().map(PipeNode::sql).collect(Collectors.joining(" "));
        return Pattern.compile("\\b" + Pattern.quote(column) + "\\b|(SELECT|,|\\.)\\s*\\*", Pattern.CASE_INSENSITIVE)
                .matcher(list)
                .find();
    }

    private static String plain(String sql) {
        return sql.replace("`", "").replaceAll("\\s+", " ").strip().toLowerCase(Locale.ROOT);
    }
}
