package io.pipit.core.project.datafile;

/**
 * One directive of a datafile.
 *
 * @param name in capitals
 * @param value with one outer pair of quotes removed; a block keeps its line breaks and its indentation
 * @param line where the directive stands, from 1
 * @param valueLine the line on which the value's text starts, from 1
 */
public record Directive(String name, String value, int line, int valueLine) {}
