/**
 * Templates in SQL: a node whose SQL starts with {@code %} is parsed once into a tree and rendered for each request. What a
 * request gives can only become a value or a name of the query, never a part of its shape.
 */
package io.pipit.core.project.template;
