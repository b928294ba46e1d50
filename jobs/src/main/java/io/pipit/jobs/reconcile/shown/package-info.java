/** The side of a comparison that Pipit's own rows are. */
package io.pipit.jobs.reconcile.shown;
