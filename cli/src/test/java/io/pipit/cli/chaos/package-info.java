/**
 * Attacks on a running stack under the checker. {@link io.pipit.cli.chaos.Attack} lists them: what each does and what must hold;
 * {@link io.pipit.cli.chaos.Campaign} chooses among them from a seed, at random moments and within each other.
 *
 * <p>The process under attack is the stack of {@code pipit dev} with test hooks in it and an agent that takes commands, so that
 * most attacks cost no restart. After each, every table must come to show all that was acknowledged.
 */
package io.pipit.cli.chaos;
