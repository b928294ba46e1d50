/** From datafiles to a plan: names, targets, columns, order; every problem at once. */
package io.pipit.core.project.compile;
