/** Combinators: what suffixes such as {@code -If} and {@code -State} do to an aggregate. */
package io.pipit.core.sql.aggregate.combine;
