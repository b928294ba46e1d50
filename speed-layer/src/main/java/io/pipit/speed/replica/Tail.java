package io.pipit.speed.replica;

/** Brings replicas up to what a topic holds. Used by one thread. */
interface Tail extends AutoCloseable {
    /**
     * Returns when everything that was in the topic at the call is in the replicas.
     *
     * @throws io.pipit.core.error.PipitException when the topic cannot be read
     */
    void catchUp();

    @Override
    void close();
}
