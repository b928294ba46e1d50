package io.pipit.core.block;

import java.util.List;

/**
 * The engine clause of a data source: the rule by which rows of one sorting key become one (contract C4).
 *
 * @param kind the engine
 * @param versionColumn of ReplacingMergeTree, else the empty text
 * @param deletedColumn of ReplacingMergeTree, else the empty text
 * @param summingColumns of SummingMergeTree; empty means every numeric column outside the sorting key
 */
public record EngineClause(Kind kind, String versionColumn, String deletedColumn, List<String> summingColumns) {
    /** The engines whose rules Pipit knows. */
    public enum Kind {
        MERGE_TREE("MergeTree"),
        REPLACING("ReplacingMergeTree"),
        AGGREGATING("AggregatingMergeTree"),
        SUMMING("SummingMergeTree"),
        NULL("Null");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** The name as written in a datafile. */
        public String text() {
            return text;
        }
    }

    /** All rows are kept. */
    public static final EngineClause MERGE_TREE = new EngineClause(Kind.MERGE_TREE, "", "", List.of());

    /** Copies the list. */
    public EngineClause {
        summingColumns = List.copyOf(summingColumns);
    }
}
