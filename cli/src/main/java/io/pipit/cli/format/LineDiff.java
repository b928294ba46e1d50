package io.pipit.cli.format;

import java.util.ArrayList;
import java.util.List;

/** The difference of two texts by lines, in the unified form. */
final class LineDiff {
    private static final int CONTEXT = 2;
    private static final int MOST_CELLS = 25_000_000;

    private LineDiff() {}

    /** Lines that begin with a blank, {@code -} or {@code +}; empty when the texts are equal. */
    static List<String> of(String before, String after) {
        List<String> a = before.lines().toList();
        List<String> b = after.lines().toList();
        List<String> script = (long) a.size() * b.size() > MOST_CELLS ? whole(a, b) : script(a, b);
        return shortened(script);
    }

    private static List<String> whole(List<String> a, List<String> b) {
        List<String> script = new ArrayList<>();
        a.forEach(line -> script.add("-" + line));
        b.forEach(line -> script.add("+" + line));
        return script;
    }

    private static List<String> script(List<String> a, List<String> b) {
        int[][] common = new int[a.size() + 1][b.size() + 1];
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                common[i][j] = a.get(i).equals(b.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<String> script = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
                script.add(" " + a.get(i++));
                j++;
            } else if (j == b.size() || i < a.size() && common[i + 1][j] >= common[i][j + 1]) {
                script.add("-" + a.get(i++));
            } else {
                script.add("+" + b.get(j++));
            }
        }
        return script;
    }

    /** Leaves out lines that are far from any change. */
    private static List<String> shortened(List<String> script) {
        List<String> out = new ArrayList<>();
        int line = 1;
        boolean cut = true;
        for (int i = 0; i < script.size(); i++) {
            boolean near = false;
            for (int k = Math.max(0, i - CONTEXT); k <= Math.min(script.size() - 1, i + CONTEXT); k++) {
                near |= !script.get(k).startsWith(" ");
            }
            if (near) {
                if (cut) {
                    out.add("@@ line " + line + " @@");
                }
                out.add(script.get(i));
            }
            cut = !near;
            line += script.get(i).startsWith("+") ? 0 : 1;
        }
        return out;
    }
}
