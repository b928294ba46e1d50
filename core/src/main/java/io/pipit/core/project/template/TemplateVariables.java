package io.pipit.core.project.template;

import java.util.Optional;

/** Where {@code tb_secret} and {@code tb_var} take their values from. */
@FunctionalInterface
public interface TemplateVariables {
    /** Nothing is set. */
    TemplateVariables NONE = name -> Optional.empty();

    /** The value of a name, or nothing when it is not set. */
    Optional<String> find(String name);
}
