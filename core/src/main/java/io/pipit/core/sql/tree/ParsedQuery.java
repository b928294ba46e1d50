package io.pipit.core.sql.tree;

import io.pipit.core.sql.Query;
import java.util.Optional;

/** A whole text: the query and the format that it names, if any. */
public record ParsedQuery(SetQuery body, Optional<String> format) implements Query {}
