package io.pipit.cli.checker;

import io.pipit.cli.checker.Answer.Cells;
import io.pipit.cli.checker.Answer.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which versions of the project processes have answered with, in their order. Thread-safe. */
final class Sightings {
    private final Map<Target, List<Integer>> seen = new LinkedHashMap<>();

    /**
     * Notes the version of an answer of {@link Versions#ENDPOINT}.
     *
     * @return what it counts
     * @throws AssertionError when it is a mix of versions
     */
    synchronized Answer noted(Target at, Answer answer) {
        List<Integer> versions = seen.computeIfAbsent(at, t -> new ArrayList<>());
        Map<Place, Cells> counts = new HashMap<>();
        answer.rows().forEach((place, cells) -> {
            int version = (int) cells.newest();
            if (cells.ids() != version) {
                throw new AssertionError("A mix of versions: the endpoint is of " + version + ", rows are of "
                        + cells.ids() + " (-1 for several) in " + answer.text());
            }
            if (versions.isEmpty() || versions.get(versions.size() - 1) != version) {
                versions.add(version);
            }
            counts.put(place, new Cells(cells.count(), cells.sum(), 0, 0));
        });
        return new Answer(answer.position(), counts, answer.text());
    }

    /**
     * Compares with the versions that were live, in their order: each process has shown some of them in this order, and no other.
     *
     * @throws AssertionError when one has shown something else, or an older version after a newer one
     */
    synchronized void judge(List<Integer> live) {
        seen.forEach((at, versions) -> {
            int reached = 0;
            for (int version : versions) {
                while (reached < live.size() && live.get(reached) != version) {
                    reached++;
                }
                if (reached == live.size()) {
                    throw new AssertionError(at.api("") + " answered with versions " + versions
                            + ", but live were, in this order, " + live);
                }
            }
        });
    }

    /** Whether all of them have answered, with this version last. */
    synchronized boolean all(List<? extends Target> processes, int version) {
        return processes.stream().allMatch(at -> {
            List<Integer> versions = seen.getOrDefault(at, List.of());
            return !versions.isEmpty() && versions.get(versions.size() - 1) == version;
        });
    }
}
