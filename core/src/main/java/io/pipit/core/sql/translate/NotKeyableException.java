package io.pipit.core.sql.translate;

/** A query whose blocks cannot be run together in one execution: it has to run block by block. */
final class NotKeyableException extends RuntimeException {
    NotKeyableException(String reason) {
        super(reason, null, false, false);
    }
}
