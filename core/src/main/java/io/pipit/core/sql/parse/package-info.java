/** From text to tree: the lexer, and a recursive-descent parser with precedence climbing for operators. */
package io.pipit.core.sql.parse;
