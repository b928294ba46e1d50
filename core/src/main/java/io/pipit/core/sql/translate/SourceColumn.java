package io.pipit.core.sql.translate;

import io.pipit.core.sql.function.Rendered;

/** A column that can be named, and what it is for the engine. */
record SourceColumn(String name, Rendered rendered) {}
