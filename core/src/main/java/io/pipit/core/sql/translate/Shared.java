package io.pipit.core.sql.translate;

import java.util.ArrayList;
import java.util.List;

/**
 * Queries that several places read: inlined where one place does, so that filters reach into them, and given once before the text
 * where several do, so that the text does not grow with every use.
 */
final class Shared {
    private static final char MARK = '\u0002';

    private final List<String> bodies = new ArrayList<>();

    /** Keeps a query and returns what stands for it after FROM. */
    String add(String sql) {
        bodies.add(sql);
        return MARK + Integer.toString(bodies.size() - 1) + MARK;
    }

    /** The whole text. */
    String assemble(String main) {
        String text = main;
        String[] kept = bodies.toArray(String[]::new);
        boolean[] shared = new boolean[kept.length];
        for (int i = kept.length - 1; i >= 0; i--) {
            String mark = MARK + Integer.toString(i) + MARK;
            int uses = count(text, mark);
            for (int j = i + 1; j < kept.length; j++) {
                uses += shared[j] ? count(kept[j], mark) : 0;
            }
            shared[i] = uses > 1;
            String replacement = shared[i] ? "c" + i : "(" + kept[i] + ")";
            text = text.replace(mark, replacement);
            for (int j = i + 1; j < kept.length; j++) {
                kept[j] = shared[j] ? kept[j].replace(mark, replacement) : kept[j];
            }
        }
        StringBuilder with = new StringBuilder();
        for (int i = 0; i < kept.length; i++) {
            if (shared[i]) {
                with.append(with.isEmpty() ? "WITH " : ", ")
                        .append('c')
                        .append(i)
                        .append(" AS (")
                        .append(kept[i])
                        .append(')');
            }
        }
        return with.isEmpty() ? text : with + " " + text;
    }

    private static int count(String text, String mark) {
        int count = 0;
        for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length())) {
            count++;
        }
        return count;
    }
}
