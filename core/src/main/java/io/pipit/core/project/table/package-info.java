/** Data sources: columns, engine clause and keys of a {@code .datasource} file become a table specification. */
package io.pipit.core.project.table;
