/**
 * Datafiles as texts: {@code .datasource}, {@code .pipe} and {@code .connection} files are split into directives with their
 * values and lines. What a directive means is decided elsewhere.
 */
package io.pipit.core.project.datafile;
