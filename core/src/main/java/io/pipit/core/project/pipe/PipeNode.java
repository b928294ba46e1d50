package io.pipit.core.project.pipe;

import io.pipit.core.project.datafile.Section;
import io.pipit.core.project.template.Template;

/**
 * A node of a pipe.
 *
 * @param name of the node
 * @param section where it is written
 * @param sql as written
 * @param template its SQL, parsed as far as templates go
 */
public record PipeNode(String name, Section section, String sql, Template template) {}
