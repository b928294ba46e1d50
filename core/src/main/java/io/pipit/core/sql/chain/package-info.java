/**
 * What keeps the groups of a chain of queries apart: the keys of GROUP BY, PARTITION BY, LIMIT BY, DISTINCT and of merging tables, as
 * expressions of the rows of the one table at the root. From it follows which results a new row can change.
 */
package io.pipit.core.sql.chain;
