/** Writes down what the stack does, as events of its own data source. */
package io.pipit.cli.operations;
