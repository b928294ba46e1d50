package io.pipit.cli.renewal;

/** What a user says that a topic holds which has the name of a lost log. */
public enum TopicBlocks {
    /** Nobody has said it. */
    UNKNOWN,
    /** Blocks that no table has. */
    NEW,
    /** The blocks of the lost log at the same offsets. */
    SAME
}
