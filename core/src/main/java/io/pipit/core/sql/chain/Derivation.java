package io.pipit.core.sql.chain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A relation as it comes from the root table.
 *
 * @param source the root table
 * @param columns by name, in order; empty for what is no expression of the root table's rows
 * @param stages in the order in which rows pass them
 */
record Derivation(String source, Map<String, Optional<Origin>> columns, List<Stage> stages) {
    Derivation {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        stages = List.copyOf(stages);
    }

    Derivation with(Map<String, Optional<Origin>> others, List<Stage> further) {
        List<Stage> all = new ArrayList<>(stages);
        all.addAll(further);
        return new Derivation(source, others, all);
    }

    Derivation with(Map<String, Optional<Origin>> others) {
        return new Derivation(source, others, stages);
    }
}
