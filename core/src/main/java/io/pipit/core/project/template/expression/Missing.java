package io.pipit.core.project.template.expression;

/** The value of a parameter that the request does not give: false in a condition, an error elsewhere. */
public record Missing(String name) {}
