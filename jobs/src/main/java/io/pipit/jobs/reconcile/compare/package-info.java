/** Comparing two sides of rows by sums over ranges, which are divided where the sums differ. Knows no database. */
package io.pipit.jobs.reconcile.compare;
