/** Rows as Arrow: which Arrow type holds which storage type, and Arrow IPC streams in and out of byte arrays. */
package io.pipit.core.block.arrow;
