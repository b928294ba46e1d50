package io.pipit.core.log;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;

/** What a failed handshake says to a reader. */
public final class SslFailure {
    private static final int DEPTH = 20;

    private SslFailure() {}

    /** The innermost reason, which says more than that there was no handshake. */
    public static String describe(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < DEPTH && cause.getCause() != null; i++) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** What it means. */
    public static String advice(Throwable failure) {
        boolean certificate = false;
        Throwable cause = failure;
        for (int i = 0; i < DEPTH && cause != null; i++, cause = cause.getCause()) {
            if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException) {
                return "The brokers' certificate is not of an authority that is trusted here.";
            }
            certificate |= cause instanceof CertificateException;
        }
        return certificate
                ? "The brokers' certificate does not fit: another name, or out of date."
                : "The brokers may not speak TLS there, or want a certificate of the client.";
    }
}
