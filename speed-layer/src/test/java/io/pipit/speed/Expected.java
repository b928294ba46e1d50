package io.pipit.speed;

import io.pipit.core.log.BlockWriter.Written;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the tables must hold for the blocks that were acknowledged, reckoned without SQL. */
final class Expected {
    private final List<String> raw = new ArrayList<>();
    private final List<String> byKind = new ArrayList<>();
    private final List<String> big = new ArrayList<>();
    private final List<String> byBig = new ArrayList<>();
    private final List<String> byUser = new ArrayList<>();
    private final Set<String> keys = new HashSet<>();

    synchronized void events(Written at, String key, Event... events) {
        if (!key.isEmpty() && !keys.add(key)) {
            return;
        }
        String block = at.partition() + ":" + at.offset() + " ";
        for (int i = 0; i < events.length; i++) {
            raw.add(block + i + " " + events[i].id() + " " + events[i].kind() + " " + events[i].amount());
        }
        kinds(events)
                .forEach((kind, amounts) -> byKind.add(block + kind + " " + amounts.size() + " "
                        + amounts.stream().mapToLong(Long::longValue).sum()));
        Event[] large = Arrays.stream(events).filter(e -> e.amount() > 50).toArray(Event[]::new);
        for (Event e : large) {
            big.add(block + e.id() + " " + e.kind() + " " + e.amount());
        }
        kinds(large).forEach((kind, amounts) -> byBig.add(block + kind + " " + amounts.size()));
    }

    synchronized void clicks(Written at, String user, long n) {
        byUser.add(at.partition() + ":" + at.offset() + " " + user + " " + n);
    }

    private static Map<String, List<Long>> kinds(Event... events) {
        return Arrays.stream(events)
                .collect(Collectors.groupingBy(
                        Event::kind, TreeMap::new, Collectors.mapping(Event::amount, Collectors.toList())));
    }

    List<String> raw() {
        return sorted(raw);
    }

    List<String> byKind() {
        return sorted(byKind);
    }

    List<String> big() {
        return sorted(big);
    }

    List<String> byBig() {
        return sorted(byBig);
    }

    List<String> byUser() {
        return sorted(byUser);
    }

    private synchronized List<String> sorted(List<String> rows) {
        List<String> copy = new ArrayList<>(rows);
        Collections.sort(copy);
        return copy;
    }
}
