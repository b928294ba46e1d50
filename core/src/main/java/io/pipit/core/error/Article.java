package io.pipit.core.error;

/** The indefinite article before a name that a message is composed of: {@code an Array(String)}, {@code a UInt64}. */
public final class Article {
    private static final String OPEN = "AEIOaeio";

    private Article() {}

    /** The name with its article. Names of types that begin with U are spoken as if they began with a consonant. */
    public static String with(Object name) {
        String text = name.toString();
        boolean open = !text.isEmpty() && OPEN.indexOf(text.charAt(0)) >= 0;
        return (open ? "an " : "a ") + text;
    }
}
