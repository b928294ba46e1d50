package io.pipit.core.block.engine.function;

/** A function of texts. */
@FunctionalInterface
interface TextOperation {
    /**
     * The result for arguments none of which is null; null means NULL.
     *
     * @throws IllegalArgumentException with a text for the user when the arguments are not valid
     */
    String apply(String[] arguments);

    /** What works on the rows of one block, by one thread; an operation that needs room for its work gives one with its own. */
    default TextOperation forBlock() {
        return this;
    }
}
