package io.pipit.batch.copy;

/** What a run does whose key is already in the target. */
public enum Repetition {
    /** Nothing: the rows are there. */
    NO_OP,
    /** Its rows take the place of those of the former run. */
    REPLACE_ROWS
}
