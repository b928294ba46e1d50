package io.pipit.jobs.reconcile.repair;

import io.pipit.core.block.EngineClause;
import io.pipit.core.block.TableSpec;
import io.pipit.core.project.reconcile.ReconcileDefinition;
import io.pipit.jobs.reconcile.repair.ClaimStore.Claim;
import io.pipit.jobs.reconcile.shown.ShownTable;
import io.pipit.jobs.reconcile.source.SourceRow;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts rows in that are missing, a batch at a time:
 *
 * <pre>
 *   claim      events with these ids wait; those before are in the log     (remembered first)
 *   look       which ids are there, at the end of the log
 *   deliver    the others, as their rows are now, under the batch's key
 *   settle     events with their ids are dropped from now on               (remembered first)
 * </pre>
 *
 * So a row is put in only when it is not there, whoever sends it at the same time, and whoever sends it later does not double it. A batch
 * that broke off is looked at again from the beginning: what it had put in is there then.
 */
public final class Repair {
    private static final Logger LOG = LoggerFactory.getLogger(Repair.class);

    private final Delivery delivery;
    private final Originals originals;
    private final ClaimStore claims;
    private final Clock clock;

    /** What became of a batch. */
    public record Outcome(int putIn, int arrived, int gone, Map<String, String> unfit) {}

    /** By these ways. */
    public Repair(Delivery delivery, Originals originals, ClaimStore claims, Clock clock) {
        this.delivery = delivery;
        this.originals = originals;
        this.claims = claims;
        this.clock = clock;
    }

    /**
     * Puts in those of the ids that are not there.
     *
     * @param key of the batch, the same whenever it is tried again
     * @param rows the rows of ids, as they are now
     */
    public synchronized Outcome putIn(
            String key,
            ReconcileDefinition definition,
            TableSpec table,
            ShownTable shown,
            List<String> ids,
            Function<Collection<String>, List<SourceRow>> rows) {
        if (!guarded(definition, table)) {
            return delivered(key, table, shown, ids, rows, new ArrayList<>());
        }
        long until = clock.millis() + definition.guard().toMillis();
        Optional<Claim> former = claims.find(key);
        claims.save(new Claim(key, table.name(), definition.idColumn(), false, until, ids));
        List<String> sent = new ArrayList<>();
        // What an earlier try of the batch has put in is kept out, too.
        List<String> before = new ArrayList<>();
        boolean known = true;
        try {
            originals.claim(table.name(), definition.idColumn(), key, ids);
            former.ifPresent(claim -> before.addAll(claim.settled() ? claim.ids() : there(shown, claim)));
            return delivered(key, table, shown, ids, rows, sent);
        } catch (RuntimeException e) {
            // A process that ends leaves open what it was at: its last block may come yet. The next one finds out.
            known = !Thread.currentThread().isInterrupted();
            if (known) {
                there(shown, sent);
            }
            throw e;
        } finally {
            if (known) {
                sent.addAll(before);
                claims.save(new Claim(key, table.name(), definition.idColumn(), true, until, List.copyOf(sent)));
                originals.settle(table.name(), definition.idColumn(), key, sent, until);
            }
        }
    }

    private static Set<String> there(ShownTable shown, Claim claim) {
        shown.renew();
        return shown.present(claim.ids());
    }

    /**
     * What earlier processes have put in is kept out as before. What they had claimed and not settled waits, and how it ended is asked of
     * the rows.
     */
    public synchronized void recover(Function<Claim, Set<String>> present) {
        Map<Boolean, List<Claim>> known =
                claims.all(clock.millis()).stream().collect(Collectors.partitioningBy(Claim::settled));
        known.get(true)
                .forEach(claim -> originals.settle(
                        claim.dataSource(), claim.idColumn(), claim.key(), claim.ids(), claim.untilMillis()));
        known.get(false)
                .forEach(claim -> originals.claim(claim.dataSource(), claim.idColumn(), claim.key(), claim.ids()));
        for (Claim claim : known.get(false)) {
            List<String> putIn = List.copyOf(present.apply(claim));
            claims.save(new Claim(claim.key(), claim.dataSource(), claim.idColumn(), true, claim.untilMillis(), putIn));
            originals.settle(claim.dataSource(), claim.idColumn(), claim.key(), putIn, claim.untilMillis());
        }
    }

    /** Rows of a data source were deleted or replaced: those that are gone may be sent again. */
    public synchronized void forgetGone(String dataSource, Function<Claim, Set<String>> present) {
        Map<Long, List<String>> left = new TreeMap<>();
        String column = "";
        for (Claim claim : claims.all(clock.millis())) {
            if (!claim.dataSource().equals(dataSource)
                    || !claim.settled()
                    || claim.ids().isEmpty()) {
                continue;
            }
            List<String> there = List.copyOf(present.apply(claim));
            claims.save(new Claim(claim.key(), claim.dataSource(), claim.idColumn(), true, claim.untilMillis(), there));
            left.computeIfAbsent(claim.untilMillis(), until -> new ArrayList<>())
                    .addAll(there);
            column = claim.idColumn();
        }
        if (!column.isEmpty()) {
            originals.reset(dataSource, column, left);
        }
    }

    /** Rows of one id are folded where the engine clause replaces by it; elsewhere nothing else keeps them from being there twice. */
    private static boolean guarded(ReconcileDefinition definition, TableSpec table) {
        boolean folded = table.engine().kind() == EngineClause.Kind.REPLACING
                && table.sortingKey().stream().anyMatch(k -> k.column().equals(definition.idColumn()));
        return !folded && !definition.guard().isZero();
    }

    private Outcome delivered(
            String key,
            TableSpec table,
            ShownTable shown,
            List<String> ids,
            Function<Collection<String>, List<SourceRow>> rows,
            List<String> sent) {
        shown.renew();
        Set<String> there = shown.present(ids);
        List<String> wanted = ids.stream().filter(id -> !there.contains(id)).toList();
        if (wanted.isEmpty()) {
            return new Outcome(0, there.size(), 0, Map.of());
        }
        List<SourceRow> found = rows.apply(wanted);
        if (found.isEmpty()) {
            return new Outcome(0, there.size(), wanted.size(), Map.of());
        }
        Map<Integer, String> unfit = delivery.unfit(
                table.name(), found.stream().map(SourceRow::event).toList());
        List<String> events = new ArrayList<>();
        Map<String, String> reasons = new TreeMap<>();
        for (int i = 0; i < found.size(); i++) {
            if (unfit.containsKey(i)) {
                reasons.put(found.get(i).id(), unfit.get(i));
            } else {
                events.add(found.get(i).event());
                sent.add(found.get(i).id());
            }
        }
        if (!events.isEmpty()) {
            delivery.deliver(table.name(), key, events);
        }
        return new Outcome(events.size(), there.size(), wanted.size() - found.size(), reasons);
    }

    /** After a failure: what of the batch is there all the same. */
    private static void there(ShownTable shown, List<String> sent) {
        if (sent.isEmpty()) {
            return;
        }
        try {
            shown.renew();
            sent.retainAll(shown.present(sent));
        } catch (RuntimeException e) {
            LOG.warn("It is not known which of {} rows of a batch are there: {}", sent.size(), e.getMessage());
        }
    }
}
