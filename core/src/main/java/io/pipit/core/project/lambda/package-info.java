/**
 * Copies that stay fresh between their runs ({@code COPY_MODE lambda}): which results the rows touch that came after a run, and what these
 * results are now.
 */
package io.pipit.core.project.lambda;
