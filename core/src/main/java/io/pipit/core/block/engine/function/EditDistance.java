package io.pipit.core.block.engine.function;

/** How many units must be changed, added or left out to get from one text to another. */
final class EditDistance {
    private EditDistance() {}

    static long of(TextOperations.Units a, TextOperations.Units b) {
        if (a.size() > 65_536 || b.size() > 65_536) {
            throw new IllegalArgumentException(
                    "editDistance takes texts of up to 65536, not of " + a.size() + " and " + b.size());
        }
        int[] row = new int[b.size() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.size(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = diagonal + (a.at(i - 1) == b.at(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.size()];
    }
}
