package io.pipit.speed.commit;

import java.io.Serializable;
import java.util.List;

/**
 * What one subtask has for one epoch: the files it wrote and what they account for.
 *
 * @param epoch the barrier (checkpoint id) that ended it
 * @param subtask which, from 0
 * @param subtasks how many there are
 * @param tables those with anything new; empty when nothing arrived
 */
public record EpochFiles(long epoch, int subtask, int subtasks, List<TableFiles> tables) implements Serializable {
    /** Copies the list. */
    public EpochFiles {
        tables = List.copyOf(tables);
    }
}
