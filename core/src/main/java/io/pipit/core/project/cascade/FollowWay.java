package io.pipit.core.project.cascade;

import io.pipit.core.project.ViewPlan;
import io.pipit.core.project.lambda.KeyedRows;
import java.util.List;

/** How a target of views follows a change of the rows that they read. */
public sealed interface FollowWay {
    /** As people are told, as a clause. */
    String text();

    /**
     * Rows with touched keys go, and what their groups are now comes.
     *
     * @param columns of the target that hold the keys
     * @param paths on which rows of the table reach the target
     */
    record ByKeys(List<String> columns, List<KeyedPath> paths) implements FollowWay {
        /** Copies the lists. */
        public ByKeys {
            columns = List.copyOf(columns);
            paths = List.copyOf(paths);
        }

        @Override
        public String text() {
            return "the touched groups, by " + String.join(", ", columns);
        }
    }

    /**
     * A path with its keys.
     *
     * @param view that writes the target
     * @param views all on the path
     * @param rows of the table, with the keys
     */
    record KeyedPath(ViewPlan view, List<ViewPlan> views, KeyedRows rows) {
        /** Copies the list. */
        public KeyedPath {
            views = List.copyOf(views);
        }
    }

    /**
     * Rows of touched blocks go, and what these blocks give now comes.
     *
     * @param why there are no keys
     */
    record ByBlocks(String why) implements FollowWay {
        @Override
        public String text() {
            return "all rows of the touched blocks, since " + why;
        }
    }

    /**
     * All rows of the views go and are made anew.
     *
     * @param why neither keys nor blocks tell them apart
     */
    record Anew(String why) implements FollowWay {
        @Override
        public String text() {
            return "all rows, since " + why;
        }
    }
}
