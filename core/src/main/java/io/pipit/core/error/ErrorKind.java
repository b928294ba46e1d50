package io.pipit.core.error;

/** Who can do something about an error. */
public enum ErrorKind {
    /** The request, file or query is wrong; repeating it unchanged fails again. */
    USER,
    /** Something Pipit needs is missing, full or unreachable; the same request may succeed later. */
    RESOURCE,
    /** A defect of Pipit itself. */
    INTERNAL
}
