/**
 * The expressions of templates: a safe subset of Python. Parsed once into a tree, evaluated for each request within a budget;
 * nothing in it can reach the machine.
 *
 * <p>Values are {@code String}, {@code BigInteger}, {@code Double}, {@code Boolean}, {@code null}, {@code List},
 * {@code Map}, {@link io.pipit.core.project.template.expression.SqlText} and
 * {@link io.pipit.core.project.template.expression.Missing}.
 */
package io.pipit.core.project.template.expression;
