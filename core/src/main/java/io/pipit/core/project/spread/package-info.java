/** How the query of a copy is divided over tasks, each of which reads a share of the rows and has whole groups. */
package io.pipit.core.project.spread;
