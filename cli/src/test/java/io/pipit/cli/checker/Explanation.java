package io.pipit.cli.checker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Finds which requests of unknown fate an answer counts. Values are random, so that count and sum leave hardly ever more than one
 * choice; each is tried on all tables. What loses one answer loses those around it, too: neighbours are tried first, however many they
 * are. Then halves of the requests are combined, which makes thousands of tries of millions.
 */
final class Explanation {
    private static final int MOST = 36;

    private static final Weight NOTHING = new Weight(0, 0);

    private record Weight(long count, long sum) {
        Weight minus(Weight other) {
            return new Weight(count - other.count, sum - other.sum);
        }
    }

    private final List<Request> all;
    private final List<Request> requests;
    private final Predicate<List<Request>> fits;

    /**
     * Over some requests.
     *
     * @param fits whether an answer is right when these are in it
     */
    Explanation(List<Request> optional, Predicate<List<Request>> fits) {
        this.all = optional;
        this.requests = optional.subList(0, Math.min(MOST, optional.size()));
        this.fits = fits;
    }

    /** For messages: which requests are tried. */
    static String tried(List<Request> optional) {
        return (optional.size() <= MOST
                        ? ""
                        : "the first " + MOST + " (of more, only neighbours are tried together) of ")
                + optional;
    }

    /** Requests that together are so many events with such a sum, and fit; empty when there are none. */
    List<Request> find(long count, long sum) {
        Weight wanted = new Weight(count, sum);
        List<Request> neighbours = neighbours(wanted);
        return neighbours.isEmpty() ? combined(wanted) : neighbours;
    }

    private List<Request> neighbours(Weight wanted) {
        for (int from = 0; from < all.size(); from++) {
            Weight left = wanted;
            for (int to = from; to < all.size() && left.count() > 0; to++) {
                left = left.minus(weight(all.get(to)));
                List<Request> chosen = all.subList(from, to + 1);
                if (left.equals(NOTHING) && fits.test(chosen)) {
                    return List.copyOf(chosen);
                }
            }
        }
        return List.of();
    }

    private List<Request> combined(Weight wanted) {
        int half = requests.size() / 2;
        Map<Weight, List<Integer>> left = new HashMap<>();
        for (int set = 0; set < 1 << half; set++) {
            left.computeIfAbsent(weight(0, set), w -> new ArrayList<>()).add(set);
        }
        for (int set = 0; set < 1 << requests.size() - half; set++) {
            for (int other : left.getOrDefault(wanted.minus(weight(half, set)), List.of())) {
                List<Request> chosen = new ArrayList<>(chosen(0, other));
                chosen.addAll(chosen(half, set));
                if (!chosen.isEmpty() && fits.test(chosen)) {
                    return chosen;
                }
            }
        }
        return List.of();
    }

    private static Weight weight(Request request) {
        return new Weight(request.events().size(), request.sum());
    }

    private Weight weight(int from, int set) {
        long count = 0;
        long sum = 0;
        for (int i = 0; set >> i != 0; i++) {
            if ((set & 1 << i) != 0) {
                count += requests.get(from + i).events().size();
                sum += requests.get(from + i).sum();
            }
        }
        return new Weight(count, sum);
    }

    private List<Request> chosen(int from, int set) {
        List<Request> chosen = new ArrayList<>();
        for (int i = 0; set >> i != 0; i++) {
            if ((set & 1 << i) != 0) {
                chosen.add(requests.get(from + i));
            }
        }
        return chosen;
    }
}
