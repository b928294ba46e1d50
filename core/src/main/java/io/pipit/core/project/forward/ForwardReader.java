package io.pipit.core.project.forward;

import io.pipit.core.block.Column;
import io.pipit.core.block.Forward;
import io.pipit.core.block.type.TypeDefaults;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.datafile.Directive;
import io.pipit.core.project.table.Pieces;
import io.pipit.core.sql.Dialect;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes a {@link Forward} from the columns of two versions and the {@code FORWARD_QUERY} of the newer one, where it has one. */
final class ForwardReader {
    private static final Pattern SELECT = Pattern.compile("(?is)^\\s*SELECT\\s+");
    private static final Pattern NAMED = Pattern.compile("(?is)^(.*\\S)\\s+AS\\s+`?(\\w+)`?$");
    private static final Pattern NAME = Pattern.compile("`?(\\w+)`?");
    private static final Pattern STAR = Pattern.compile("(?is)^\\*(\\s*EXCEPT\\b.*)?$");

    private final Dialect dialect;
    private final String dataSource;
    private final List<Column> from;
    private final List<Column> next;

    ForwardReader(Dialect dialect, String dataSource, List<Column> from, List<Column> next) {
        this.dialect = dialect;
        this.dataSource = dataSource;
        this.from = from;
        this.next = next;
    }

    /** What leads from the one to the other. */
    Forward read(Optional<Directive> query) {
        Map<String, String> written = query.map(this::items).orElseGet(this::byName);
        Map<String, String> values = new LinkedHashMap<>();
        for (Column column : next) {
            String text = written.get(column.name());
            values.put(column.name(), text == null ? absent(column, query.isPresent()) : value(column, text));
        }
        written.keySet().stream()
                .filter(name -> next.stream().noneMatch(c -> c.name().equals(name)))
                .findFirst()
                .ifPresent(this::unknown);
        return new Forward(from, values);
    }

    /** Without a query a column goes on under its name; one of another type is cast as the dialect does. */
    private Map<String, String> byName() {
        Map<String, String> items = new HashMap<>();
        for (Column column : next) {
            former(column.name())
                    .ifPresent(was -> items.put(
                            column.name(),
                            was.type().equals(column.type())
                                    ? quoted(column.name())
                                    : "CAST(" + quoted(column.name()) + " AS " + column.type() + ")"));
        }
        return items;
    }

    private Map<String, String> items(Directive query) {
        Map<String, String> items = new LinkedHashMap<>();
        boolean star = false;
        String list = SELECT.matcher(query.value()).replaceFirst("");
        for (Pieces.Piece piece : Pieces.of(list)) {
            Matcher named = NAMED.matcher(piece.text());
            Matcher plain = NAME.matcher(piece.text());
            if (STAR.matcher(piece.text()).matches()) {
                star = true;
            } else if (named.matches()) {
                items.put(named.group(2), named.group(1));
            } else if (plain.matches()) {
                items.put(plain.group(1), piece.text());
            } else {
                throw wrong("'" + piece.text() + "' has no name; write which column it becomes: … AS column.");
            }
        }
        if (star) {
            byName().forEach(items::putIfAbsent);
        }
        return items;
    }

    private String absent(Column column, boolean asked) {
        if (asked) {
            throw wrong("it does not say what the column '" + column.name() + "' is made of. Add '… AS " + column.name()
                    + "', or '*' for all columns that go on as they are.");
        }
        if (!column.defaultExpression().isEmpty()) {
            try {
                return value(column, column.defaultExpression());
            } catch (PipitException e) {
                return TypeDefaults.sql(column.type()); // it speaks of columns that old rows do not have
            }
        }
        return TypeDefaults.sql(column.type());
    }

    private String value(Column column, String text) {
        try {
            return dialect.expression(text, dataSource + ".datasource", 1, from).engineSql();
        } catch (PipitException e) {
            throw wrong("the column '" + column.name() + "': " + e.getMessage());
        }
    }

    private void unknown(String name) {
        TreeSet<String> known = next.stream().map(Column::name).collect(Collectors.toCollection(TreeSet::new));
        throw wrong("it makes the column '" + name + "', which SCHEMA does not have." + NearestName.hint(name, known));
    }

    private Optional<Column> former(String name) {
        return from.stream().filter(c -> c.name().equals(name)).findFirst();
    }

    private PipitException wrong(String why) {
        return new PipitException(
                ErrorCode.INVALID_PROJECT,
                "The FORWARD_QUERY of '" + dataSource + "', over the columns of the live version: " + why);
    }

    private static String quoted(String name) {
        return "`" + name + "`";
    }
}
