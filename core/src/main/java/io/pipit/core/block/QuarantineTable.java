package io.pipit.core.block;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.NullableType;
import io.pipit.core.block.type.DataType.StringType;
import java.util.ArrayList;
import java.util.List;

/**
 * The table of rows that did not fit: {@code <name>_quarantine}, with the data source's columns as nullable text, what was
 * wrong with which column, the line as it was sent, and when.
 */
public final class QuarantineTable {
    /** Which columns did not fit. */
    public static final String ERROR_COLUMN = "c__error_column";
    /** Why, one text for each member of {@link #ERROR_COLUMN}. */
    public static final String ERROR = "c__error";
    /** The line as it was sent. */
    public static final String RAW = "c__raw";
    /** When it was accepted. */
    public static final String INSERTION_DATE = "insertion_date";

    private static final String SUFFIX = "_quarantine";

    private QuarantineTable() {}

    /** The name of a data source's quarantine. */
    public static String nameOf(String dataSource) {
        return dataSource + SUFFIX;
    }

    /** Whether a table is a quarantine, judged by its name. */
    public static boolean named(String table) {
        return table.endsWith(SUFFIX);
    }

    /** The quarantine of a data source. */
    public static TableSpec of(TableSpec table) {
        DataType text = new StringType();
        List<Column> columns = new ArrayList<>();
        table.columns().forEach(c -> columns.add(new Column(c.name(), new NullableType(text))));
        columns.add(new Column(ERROR_COLUMN, new ArrayType(text)));
        columns.add(new Column(ERROR, new ArrayType(text)));
        columns.add(new Column(RAW, text));
        columns.add(new Column(INSERTION_DATE, new DataType.DateTimeType("")));
        return new TableSpec(
                nameOf(table.name()),
                columns,
                EngineClause.MERGE_TREE,
                List.of(new SortKey(INSERTION_DATE, '"' + INSERTION_DATE + '"', INSERTION_DATE)),
                PartitionKey.NONE);
    }
}
