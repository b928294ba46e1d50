/** Comparisons of a data source with its database as a job on a cluster, without a server: they change nothing. */
package io.pipit.jobs.reconcile.job;
