package io.pipit.jobs.schedule;

import io.pipit.core.error.NearestName;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * Reads one field of a cron line: {@code *}, numbers, names, ranges and steps, separated by commas.
 *
 * @param nameShift the number of the first name
 */
record CronField(String what, int first, int last, int nameShift, List<String> names) {
    BitSet read(String text) {
        BitSet set = new BitSet(last + 1);
        for (String part : text.split(",", -1)) {
            add(part, set);
        }
        return set;
    }

    private void add(String part, BitSet set) {
        String[] stepped = part.split("/", -1);
        if (stepped.length > 2 || part.isEmpty()) {
            throw refused(part);
        }
        int step = stepped.length == 2 ? number(stepped[1], part) : 1;
        if (step == 0) {
            throw new IllegalArgumentException("a step of 0 in the " + what + " '" + part + "' goes nowhere");
        }
        int from = first;
        int to = last;
        if (!stepped[0].equals("*")) {
            String[] range = stepped[0].split("-", -1);
            from = value(range[0], part);
            // '5/15' is from 5 on, as in most crons.
            to = range.length > 1 ? value(range[1], part) : stepped.length == 2 ? last : from;
            if (range.length > 2) {
                throw refused(part);
            }
        } else if (first == 0 && last == 7) {
            to = 6; // every day of the week once
        }
        if (from > to) {
            throw new IllegalArgumentException(
                    "the range '" + part + "' of the " + what + " runs backwards; write it as two, with a comma");
        }
        for (int i = from; i <= to; i += step) {
            set.set(i);
        }
    }

    private int value(String text, String part) {
        int named = names.indexOf(text.toLowerCase(Locale.ROOT));
        int value = named >= 0 ? named + nameShift : number(text, part);
        if (value < first || value > last) {
            throw new IllegalArgumentException(
                    "the " + what + " '" + text + "' is not between " + first + " and " + last);
        }
        return value;
    }

    private int number(String text, String part) {
        if (!text.matches("[0-9]{1,4}")) {
            throw refused(part);
        }
        return Integer.parseInt(text);
    }

    private IllegalArgumentException refused(String part) {
        String known = names.isEmpty() ? "" : " or names such as " + names.get(1);
        return new IllegalArgumentException(
                "'" + part + "' is no " + what + "; expected are numbers from " + first + " to "
                        + last + known + ", ranges such as " + Math.max(first, 1) + "-5, steps such as */2, or *"
                        + (part.matches("[A-Za-z]+") ? "." + NearestName.hint(part, names) : ""));
    }
}
