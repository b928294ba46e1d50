package io.pipit.core.sql.tree;

/** One member of ORDER BY. NULL and NaN come last unless {@code nullsFirst}. */
public record OrderItem(Expression expression, boolean descending, boolean nullsFirst) {}
