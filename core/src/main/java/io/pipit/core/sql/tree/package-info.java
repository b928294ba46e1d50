/** The typed tree of a query: immutable records with their places in the text. Knows nothing of types or of the engine. */
package io.pipit.core.sql.tree;
