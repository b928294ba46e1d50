/** The side of a comparison that another database is, and how its rows become events. */
package io.pipit.jobs.reconcile.source;
