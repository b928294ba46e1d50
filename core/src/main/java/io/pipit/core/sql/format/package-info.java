/** Lays SQL out in one canonical way, with its comments and template tags; nothing but white space and the case of keywords changes. */
package io.pipit.core.sql.format;
