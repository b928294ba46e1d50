package io.pipit.core.config;

/**
 * A value that somebody gave.
 *
 * @param key as written in files
 * @param value as text
 * @param origin where it was given, for messages: a file and line, a variable or a flag
 */
record ConfigEntry(String key, String value, String origin) {}
