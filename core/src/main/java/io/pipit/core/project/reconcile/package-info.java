/** How data sources relate to tables of other databases: the files in {@code reconcile/}, read and checked. */
package io.pipit.core.project.reconcile;
