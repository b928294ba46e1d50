package io.pipit.core.block.engine.function;

/** A function of texts whose result is 64 bits. */
@FunctionalInterface
interface HashOperation {
    /** The bits for arguments none of which is null. */
    long apply(String[] arguments);
}
