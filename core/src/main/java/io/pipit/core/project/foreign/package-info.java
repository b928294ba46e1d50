/**
 * Tables of PostgreSQL that copies read by {@code postgresql(…)}: what the arguments mean, which columns there are, and the statement that
 * brings the rows.
 */
package io.pipit.core.project.foreign;
