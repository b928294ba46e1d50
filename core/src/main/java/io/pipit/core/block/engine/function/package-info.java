/**
 * Functions of the dialect that the engine does not have, in Java: hashes that must match bit for bit, number and time formats, and the
 * like. All of them stand behind two functions that are registered with each instance, {@code pipit_text} and {@code pipit_hash}, whose
 * first argument names the operation. They cost about half a microsecond a row, so translations prefer what is built in.
 */
package io.pipit.core.block.engine.function;
