package io.pipit.core.sql;

import io.pipit.core.block.type.DataType;

/** A column of a result: its name and its type in the dialect. */
public record OutputColumn(String name, DataType type) {}
