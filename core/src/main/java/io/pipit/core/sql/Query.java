package io.pipit.core.sql;

import java.util.Optional;

/** A parsed query of the dialect: an immutable tree with positions. */
public interface Query {
    /** The name after a trailing {@code FORMAT}, as written. */
    Optional<String> format();
}
