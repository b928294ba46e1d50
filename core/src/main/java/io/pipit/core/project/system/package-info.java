/** The tables in which the stack says what it did: one data source that it writes itself, and pipes over it. */
package io.pipit.core.project.system;
