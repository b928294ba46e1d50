/** The aggregates without combinators. */
package io.pipit.core.sql.aggregate.base;
