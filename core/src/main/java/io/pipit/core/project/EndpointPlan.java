package io.pipit.core.project;

import java.util.List;

/**
 * A pipe that answers queries.
 *
 * @param pipe its name
 * @param published whether it says {@code TYPE endpoint}
 * @param description of the pipe, or the empty text
 * @param parameters that its template declares, in the order of appearance
 */
public record EndpointPlan(String pipe, boolean published, String description, List<Parameter> parameters) {
    /** A declared parameter; the default is the empty text when there is none. */
    public record Parameter(String name, String type, String defaultValue, boolean required, String description) {}

    /** Copies the parameters. */
    public EndpointPlan {
        parameters = List.copyOf(parameters);
    }
}
