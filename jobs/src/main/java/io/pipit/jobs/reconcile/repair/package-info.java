/** Putting rows in that are missing, so that no row is ever there twice. */
package io.pipit.jobs.reconcile.repair;
