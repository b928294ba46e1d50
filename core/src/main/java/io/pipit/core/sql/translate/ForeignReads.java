package io.pipit.core.sql.translate;

import io.pipit.core.block.Column;
import io.pipit.core.sql.ForeignCondition;
import io.pipit.core.sql.ForeignRead;
import io.pipit.core.sql.Relation.ForeignTable;
import io.pipit.core.sql.function.SqlText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The foreign tables of one translation: each place that reads one brings its own rows. */
final class ForeignReads {
    /** One place: how the engine calls the source there. */
    private record Place(ForeignTable table, String alias, String slot, List<ForeignCondition> conditions) {}

    private final Map<String, Place> byAlias = new LinkedHashMap<>();

    /** What stands for the rows of the table at a new place. */
    String slot(ForeignTable table, String alias) {
        String slot = table.name() + " #" + (byAlias.size() + 1);
        byAlias.put(alias, new Place(table, alias, slot, new ArrayList<>()));
        return SqlText.SLOT + slot + SqlText.SLOT;
    }

    boolean any() {
        return !byAlias.isEmpty();
    }

    /** The name of the column there that the engine's text stands for, where it is one of the foreign table with this alias. */
    Optional<String> column(String alias, String sql) {
        return Optional.ofNullable(byAlias.get(alias))
                .flatMap(place -> place.table().columns().stream()
                        .map(Column::name)
                        .filter(name -> sql.equals(written(alias, name)))
                        .findFirst());
    }

    void add(String alias, ForeignCondition condition) {
        byAlias.get(alias).conditions().add(condition);
    }

    /** What is read in the whole text, by slot. */
    Map<String, ForeignRead> of(String text, List<String> slots) {
        Map<String, ForeignRead> reads = new LinkedHashMap<>();
        for (Place place : byAlias.values()) {
            if (slots.contains(place.slot())) {
                List<String> columns = place.table().columns().stream()
                        .map(Column::name)
                        .filter(name -> Pattern.compile(Pattern.quote(written(place.alias(), name)) + "(?!\\w)")
                                .matcher(text)
                                .find())
                        .toList();
                reads.put(place.slot(), new ForeignRead(place.table().name(), columns, place.conditions()));
            }
        }
        return reads;
    }

    private static String written(String alias, String column) {
        return alias + "." + SqlText.name(column);
    }
}
