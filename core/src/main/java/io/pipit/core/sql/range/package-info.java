/** Which rows a query takes, as far as its conditions say that by ranges of values. */
package io.pipit.core.sql.range;
