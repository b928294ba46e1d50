/** The canonical layout of datafiles. */
package io.pipit.core.project.format;
