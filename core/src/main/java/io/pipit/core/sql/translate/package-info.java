/** From the tree to the engine's text: names and aliases, types, joins, and the keyed form for blocks. */
package io.pipit.core.sql.translate;
