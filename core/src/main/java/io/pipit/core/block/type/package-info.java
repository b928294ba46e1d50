/** Types of the dialect, how they are read, and how their values are held. */
package io.pipit.core.block.type;
