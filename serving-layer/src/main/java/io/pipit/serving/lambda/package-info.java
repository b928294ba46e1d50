/**
 * Targets of copies that are fresh between the runs: what the rows since the last run touch is computed once for a position, kept while
 * queries read it, and carried on from one position to the next.
 */
package io.pipit.serving.lambda;
