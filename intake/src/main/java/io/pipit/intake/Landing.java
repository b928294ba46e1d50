package io.pipit.intake;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.system.SystemTables;
import io.pipit.intake.gather.Gatherer;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The landing data sources of one plan. Unchanged once made: a new plan is a new one.
 *
 * @param gatherers by name
 * @param others names of tables that take no events
 */
record Landing(Map<String, Gatherer> gatherers, Set<String> others) {
    static final Landing NONE = new Landing(Map.of(), Set.of());

    Landing {
        gatherers = Map.copyOf(gatherers);
        others = Set.copyOf(others);
    }

    Gatherer of(String dataSource) {
        Gatherer gatherer = gatherers.get(dataSource);
        if (gatherer != null) {
            return gatherer;
        }
        if (others.contains(dataSource)) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "Data source '" + dataSource + "' takes no events: views, copies or the quarantine write it. "
                            + known());
        }
        String hint = NearestName.hint(dataSource, gatherers.keySet());
        throw new PipitException(
                ErrorCode.UNKNOWN_DATA_SOURCE,
                "There is no data source '" + dataSource + "'." + (hint.isEmpty() ? " " + known() : hint));
    }

    private String known() {
        Collection<String> names = new TreeSet<>(gatherers.keySet());
        names.removeIf(SystemTables::own);
        return names.isEmpty()
                ? "The project has no data source that takes events: one with JSON paths does."
                : "Events can be sent to: " + String.join(", ", names) + ".";
    }
}
