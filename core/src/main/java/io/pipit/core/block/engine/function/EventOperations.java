package io.pipit.core.block.engine.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Aggregates over a whole list that the engine has no way to say: sequences with conditions on time, and adaptive histograms. */
final class EventOperations {
    private static final Pattern PART =
            Pattern.compile("\\(\\?(\\d+)\\)|(\\.\\*)|(\\.)|\\(\\?t(<=|>=|<|>|==|=)(\\d+)\\)");
    private static final int MOST_STEPS = 1_000_000;

    private EventOperations() {}

    static void register(Map<String, TextOperation> texts) {
        texts.put("sequence", a -> Integer.toString(new Sequence(a[0], a[1]).count(Integer.parseInt(a[2]))));
        texts.put("testMeans", SignificanceTests::means);
        texts.put("testRanks", SignificanceTests::ranks);
        texts.put("histogram", a -> new Histogram(Integer.parseInt(a[1])).of(a[0]));
    }

    /** A pattern over events in the order of time, each {@code time:conditions}. */
    private static final class Sequence {
        private record Step(char kind, int condition, String operator, long time) {}

        private final List<Step> steps = new ArrayList<>();
        private final long[] times;
        private final int[] masks;
        private int budget = MOST_STEPS;

        Sequence(String events, String pattern) {
            String[] all = events.isEmpty() ? new String[0] : events.split(",");
            times = new long[all.length];
            masks = new int[all.length];
            for (int i = 0; i < all.length; i++) {
                int colon = all[i].indexOf(':');
                times[i] = Long.parseLong(all[i].substring(0, colon));
                masks[i] = Integer.parseInt(all[i].substring(colon + 1));
            }
            Matcher parts = PART.matcher(pattern);
            while (parts.find()) {
                if (parts.group(1) != null) {
                    steps.add(new Step('c', Integer.parseInt(parts.group(1)) - 1, "", 0));
                } else if (parts.group(4) != null) {
                    steps.add(new Step('t', 0, parts.group(4), Long.parseLong(parts.group(5))));
                } else {
                    steps.add(new Step(parts.group(2) != null ? '*' : '.', 0, "", 0));
                }
            }
        }

        /** How many matches there are, none within another, up to a number. */
        int count(int most) {
            int found = 0;
            int at = 0;
            while (at < times.length && found < most) {
                int end = match(0, at, -1);
                found += end < 0 ? 0 : 1;
                at = end < 0 ? at + 1 : Math.max(end, at + 1);
            }
            return found;
        }

        /** The event after a match of the rest of the pattern from an event on, or -1; the times that are compared start at {@code base}. */
        private int match(int step, int event, int base) {
            if (--budget < 0) {
                throw new IllegalArgumentException(
                        "The pattern of a sequence needs too many steps; make it shorter, or look at fewer events");
            }
            if (step == steps.size()) {
                return event;
            }
            Step now = steps.get(step);
            switch (now.kind()) {
                case 'c' -> {
                    boolean holds = event < times.length && (masks[event] >> now.condition() & 1) == 1;
                    return holds ? match(step + 1, event + 1, event) : -1;
                }
                case '.' -> {
                    return event < times.length ? match(step + 1, event + 1, event) : -1;
                }
                case '*' -> {
                    for (int next = event; next <= times.length; next++) {
                        int end = match(step + 1, next, base < 0 ? next - 1 : base);
                        if (end >= 0) {
                            return end;
                        }
                    }
                    return -1;
                }
                default -> {
                    // Events in between are passed over until one comes at a time that fits.
                    for (int next = event; next < times.length; next++) {
                        if (fits(now, times[next] - times[Math.max(base, 0)])) {
                            int end = match(step + 1, next, base);
                            if (end >= 0) {
                                return end;
                            }
                        }
                    }
                    return -1;
                }
            }
        }

        private static boolean fits(Step step, long passed) {
            return switch (step.operator()) {
                case "<" -> passed < step.time();
                case "<=" -> passed <= step.time();
                case ">" -> passed > step.time();
                case ">=" -> passed >= step.time();
                default -> passed == step.time();
            };
        }
    }

    /** Bins that adapt: the two that are nearest become one until there are few enough. */
    private static final class Histogram {
        private final int bins;
        private final List<double[]> points = new ArrayList<>();
        private double least = Double.POSITIVE_INFINITY;
        private double greatest = Double.NEGATIVE_INFINITY;

        Histogram(int bins) {
            this.bins = bins;
        }

        String of(String values) {
            for (String value : values.isEmpty() ? new String[0] : values.split(",")) {
                double x = Double.parseDouble(value);
                least = Math.min(least, x);
                greatest = Math.max(greatest, x);
                points.add(new double[] {x, 1});
                if (points.size() >= 2 * bins) {
                    compress(bins);
                }
            }
            compress(bins);
            return shown();
        }

        private void compress(int most) {
            points.sort((a, b) -> Double.compare(a[0], b[0]));
            int size = points.size();
            if (size < most) {
                return;
            }
            int[] next = new int[size];
            int[] previous = new int[size];
            boolean[] active = new boolean[size];
            PriorityQueue<double[]> queue = new PriorityQueue<>(
                    (a, b) -> a[0] != b[0] ? Double.compare(a[0], b[0]) : Double.compare(a[1], b[1]));
            for (int i = 0; i < size; i++) {
                next[i] = i + 1;
                previous[i] = i - 1;
                active[i] = true;
                if (i + 1 < size) {
                    queue.add(new double[] {points.get(i + 1)[0] - points.get(i)[0], i});
                }
            }
            int left = size;
            while (left > most && !queue.isEmpty()) {
                double[] nearest = queue.poll();
                int l = (int) nearest[1];
                int r = active[l] ? next[l] : size;
                if (r >= size || points.get(r)[0] - points.get(l)[0] != nearest[0]) {
                    continue; // one of the two has become another meanwhile
                }
                double[] a = points.get(l);
                double[] b = points.get(r);
                double weight = a[1] + b[1];
                points.set(l, new double[] {(a[0] * a[1] + b[0] * b[1]) / weight, weight});
                active[r] = false;
                next[l] = next[r];
                if (next[r] < size) {
                    previous[next[r]] = l;
                    queue.add(new double[] {points.get(next[l])[0] - points.get(l)[0], l});
                }
                if (previous[l] >= 0) {
                    queue.add(new double[] {points.get(l)[0] - points.get(previous[l])[0], previous[l]});
                }
                left--;
            }
            List<double[]> kept = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                if (active[i]) {
                    kept.add(points.get(i));
                }
            }
            points.clear();
            points.addAll(kept);
        }

        /** Each bin reaches to the middle between its mean and its neighbours'; weights fall linearly from mean to mean. */
        private String shown() {
            StringBuilder out = new StringBuilder("[");
            for (int i = 0; i < points.size(); i++) {
                boolean first = i == 0;
                boolean last = i + 1 == points.size();
                double weight = points.get(i)[1];
                double from = first ? least : (points.get(i - 1)[0] + points.get(i)[0]) / 2;
                double to = last ? greatest : (points.get(i)[0] + points.get(i + 1)[0]) / 2;
                double below = first ? weight / 2 : (3 * weight + points.get(i - 1)[1]) / 8;
                double above = last ? weight / 2 : (3 * weight + points.get(i + 1)[1]) / 8;
                out.append(first ? "" : ", ")
                        .append(String.format(Locale.ROOT, "{'1': %s, '2': %s, '3': %s}", from, to, below + above));
            }
            return out.append(']').toString();
        }
    }
}
