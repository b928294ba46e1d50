package io.pipit.intake.http;

/** Is told what became of requests with events. Must not block. */
public interface IntakeObserver {
    /** Nobody looks. */
    IntakeObserver NONE = (dataSource, rows, quarantined, error) -> {};

    /** A request was taken, or refused with an error; the empty text for none. */
    void took(String dataSource, long rows, long quarantined, String error);

    /** A file was appended. */
    default void tookFile(String dataSource, long rows, long quarantined) {
        took(dataSource, rows, quarantined, "");
    }
}
