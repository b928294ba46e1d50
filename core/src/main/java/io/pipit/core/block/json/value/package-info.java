/** Which JSON value fits which type of the dialect, and what it becomes: one cell for each kind of type. */
package io.pipit.core.block.json.value;
