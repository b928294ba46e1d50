/**
 * The scalar functions of the dialect: one entry a function with its names, its arity, how its result type follows from its
 * arguments, and what it is for the engine. One file a family.
 */
package io.pipit.core.sql.function;
