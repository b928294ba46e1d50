/** Processes that are measured, and what they take. */
package io.pipit.bench.process;
