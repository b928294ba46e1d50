package io.pipit.core.project;

import io.pipit.core.block.Column;
import io.pipit.core.block.Identity;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The engine's texts for one view, the same wherever it runs: results carry the identity of their block ({@code _part, _off, _row,
 * _at}) and the target's columns in storage types, under their names.
 */
public final class ViewSql {
    private static final List<Identity.HiddenColumn> KEYS = Identity.COLUMNS.subList(1, Identity.COLUMNS.size());

    private final ViewPlan view;
    private final UnaryOperator<String> joined;
    private final List<Column> columns = new ArrayList<>();

    /**
     * Of a view into a table.
     *
     * @param joined gives the engine's text that reads a table beside the source
     */
    public ViewSql(ViewPlan view, TableSpec target, UnaryOperator<String> joined) {
        this.view = view;
        this.joined = joined;
        for (String name : view.targetColumns()) {
            columns.add(target.column(name)
                    .orElseThrow(() -> new PipitException(
                            ErrorCode.INTERNAL,
                            "The view '" + view.feed() + "' writes a column '" + name + "' that '" + target.name()
                                    + "' does not have.")));
        }
    }

    /** Definitions of the result's columns, for an empty table. */
    public String definitions() {
        List<String> definitions = new ArrayList<>();
        KEYS.forEach(k -> definitions.add(EngineSession.quoted(k.name()) + " " + k.storage()));
        columns.forEach(c -> definitions.add(EngineSession.quoted(c.name()) + " " + c.storage()));
        return String.join(", ", definitions);
    }

    /** All blocks of the relation in one execution; only for a view that can be keyed. */
    public String together(String relation) {
        return "SELECT " + keys() + results() + " FROM (" + bound(relation) + ") AS r("
                + names(KEYS.stream().map(Identity.HiddenColumn::name).toList()) + resultNames() + ")";
    }

    /** One block, which is all that the relation holds: its partition, its offset and when it was accepted. */
    public String alone(String relation, int partition, long offset, long acceptedAtMicros) {
        if (view.sql().keyed()) {
            return together(relation);
        }
        return "SELECT " + partition + "::INTEGER, " + offset
                + "::BIGINT, (row_number() OVER () - 1)::INTEGER, make_timestamp(" + acceptedAtMicros + "::BIGINT)"
                + results() + " FROM (" + bound(relation) + ") AS r("
                + resultNames().substring(2) + ")";
    }

    /**
     * The columns of the target from all blocks of the relation at once, without identity; only for a view that
     * {@link ViewPlan#together() allows} it.
     */
    public String merged(String relation) {
        String rows = view.together().orElseThrow().bind(table -> relation);
        return "SELECT " + results().substring(2) + " FROM (" + rows + ") AS r("
                + resultNames().substring(2) + ")";
    }

    private String bound(String relation) {
        return view.sql().bind(table -> table.equals(view.source()) ? relation : joined.apply(table));
    }

    private static String keys() {
        return KEYS.stream()
                .map(k -> "CAST(" + EngineSession.quoted(k.name()) + " AS " + k.storage() + ") AS "
                        + EngineSession.quoted(k.name()))
                .collect(Collectors.joining(", "));
    }

    private String results() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            out.append(", CAST(c")
                    .append(i)
                    .append(" AS ")
                    .append(column.storage())
                    .append(") AS ");
            out.append(EngineSession.quoted(column.name()));
        }
        return out.toString();
    }

    /** Results by position: two columns of a query may have the same name. */
    private String resultNames() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            out.append(", c").append(i);
        }
        return out.toString();
    }

    private static String names(List<String> names) {
        return names.stream().map(EngineSession::quoted).collect(Collectors.joining(", "));
    }
}
