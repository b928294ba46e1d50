package io.pipit.jobs.deploy;

import io.pipit.core.project.Plan;
import io.pipit.jobs.plan.PlanApplier;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The versions that may come back as they were, and the tables that are kept for them. */
final class KeptVersions {
    private final DeploymentStore store;
    private final PlanApplier tables;
    private final Function<Deployment, Optional<Plan>> compiled;

    /** Of an installation; {@code compiled} gives the plan of a version, nothing where it does not compile any more. */
    KeptVersions(DeploymentStore store, PlanApplier tables, Function<Deployment, Optional<Plan>> compiled) {
        this.store = store;
        this.tables = tables;
        this.compiled = compiled;
    }

    /**
     * Gives a former version up: the tables that are kept are dropped, but for those that another version would come back with. No table
     * may change places meanwhile.
     *
     * @return it, with a word on what became of its tables
     */
    Deployment giveUp(Deployment former) {
        Set<String> own = compiled.apply(former).map(tables::keptFor).orElse(Set.of());
        Map<String, Long> needed = needed(former);
        tables.forgetFormers(needed.keySet());
        List<String> shared = own.stream().filter(needed::containsKey).sorted().toList();
        String note = shared.isEmpty()
                ? "The tables that were kept for it are dropped."
                : stays(shared, shared.stream().map(needed::get).collect(Collectors.toSet()));
        return new OnItsWay(store, former).to(was -> was.giveUp(note));
    }

    /** Forgets versions that are older than those that are remembered, but for the newest that would come back with a table that is kept. */
    void forgetOld() {
        Set<String> open = new HashSet<>(tables.kept());
        for (Deployment old : store.old()) {
            boolean former = old.state() == Deployment.State.FORMER && !old.givenUp() && !open.isEmpty();
            Set<String> its = former ? compiled.apply(old).map(tables::keptFor).orElse(Set.of()) : Set.of();
            if (!open.removeAll(its)) {
                store.forget(old);
            }
        }
    }

    /** Tables that are kept for others, each with the newest version that would come back with it. */
    private Map<String, Long> needed(Deployment former) {
        Map<String, Long> needed = new TreeMap<>();
        Set<String> open = new HashSet<>(tables.kept());
        List<Deployment> others = Stream.concat(store.open().stream(), store.former().stream())
                .filter(other -> other.id() != former.id() && !other.givenUp())
                .toList();
        for (Deployment other : others) {
            if (open.isEmpty()) {
                break; // to compile a version takes a while
            }
            Set<String> its = compiled.apply(other).map(tables::keptFor).orElse(Set.of());
            its.stream().filter(open::remove).forEach(table -> needed.put(table, other.id()));
        }
        return needed;
    }

    private static String stays(List<String> shared, Set<Long> versions) {
        String names = shared.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
        String ids = versions.stream().sorted().map(Object::toString).collect(Collectors.joining(", "));
        String whose = (versions.size() == 1 ? "deployment " : "deployments ") + ids;
        return shared.size() == 1
                ? "Its table " + names + " stays: it is kept for " + whose + ", too."
                : "Its tables " + names + " stay: they are kept for " + whose + ", too.";
    }
}
