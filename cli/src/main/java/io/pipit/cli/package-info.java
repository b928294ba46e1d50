/**
 * The {@code pipit} command.
 *
 * <p>{@code command} holds one class a command, {@code client} what they need to speak to a running stack, {@code server} the
 * HTTP server, and {@code embedded} the whole stack in one process. Commands that only speak to a stack load none of the
 * last two: they run on a short class path.
 */
package io.pipit.cli;
