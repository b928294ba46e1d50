/**
 * Columns under construction: plain arrays on the heap that grow row by row, can be cut back to an earlier row, and become
 * one Arrow batch in the end.
 */
package io.pipit.core.block.column;
