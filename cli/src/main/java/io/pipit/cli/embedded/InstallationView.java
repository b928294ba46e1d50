package io.pipit.cli.embedded;

import io.pipit.jobs.installation.Processes;
import io.pipit.jobs.installation.Processes.Seen;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Who runs, as last looked at. Thread-safe. */
final class InstallationView {
    private final Processes processes;
    private volatile List<Seen> running = List.of();

    InstallationView(Processes processes) {
        this.processes = processes;
    }

    void look() {
        running = processes.running();
    }

    /** The processes of a role, in no order. */
    List<Seen> of(Role role) {
        List<Seen> found = new ArrayList<>(running);
        found.removeIf(process -> !process.roles().contains(role.toString()));
        Collections.shuffle(found);
        return found;
    }

    /** Where control is taken; none while nobody leads. */
    List<String> control() {
        return running.stream().map(Seen::control).filter(url -> !url.isEmpty()).toList();
    }

    /** Where others answer for a role; where none was known to, it is looked at again before that is said. */
    List<String> urls(Role role) {
        List<String> known = known(role);
        if (known.isEmpty()) {
            look();
            known = known(role);
        }
        return known;
    }

    private List<String> known(Role role) {
        return role == Role.SCHEDULE
                ? control()
                : of(role).stream()
                        .filter(process -> role == Role.SERVE ? process.generation() > 0 : process.intake() > 0)
                        .map(Seen::url)
                        .toList();
    }
}
