/**
 * Compares data sources with the tables of other databases that their events come from, puts in what is missing, and fills from the
 * beginning. {@code compare} knows no database, {@code source} is the other one, {@code shown} is Pipit.
 */
package io.pipit.jobs.reconcile;
