package io.pipit.core.sql;

/** A parsed query of the dialect: an immutable tree with positions. */
public interface Query {}
