/** Aggregates of the dialect, their combinators and their partial states as plain values. */
package io.pipit.core.sql.aggregate;
