package io.pipit.core.block;

/**
 * One member of a sorting key.
 *
 * @param text in the dialect
 * @param engineSql the same expression for the engine, over the table's columns
 * @param column the column's name when the member is a plain column, else the empty text
 */
public record SortKey(String text, String engineSql, String column) {}
