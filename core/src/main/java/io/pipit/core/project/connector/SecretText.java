package io.pipit.core.project.connector;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Variables;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts secrets into values that name them, as {@code {{ tb_secret("name") }}}, or with a default behind the name. */
public final class SecretText {
    private static final Pattern ASKED = Pattern.compile("\\{\\{\\s*tb_secret\\(\\s*[\"']([^\"']+)[\"']\\s*"
            + "(?:,\\s*(?:[\"']([^\"']*)[\"']|([^\"')\\s]+)))?\\s*\\)\\s*\\}\\}");

    private final Variables variables;
    private final String owner;

    /**
     * Over the secrets of a project.
     *
     * @param owner of the values, as errors call it
     */
    public SecretText(Variables variables, String owner) {
        this.variables = variables;
        this.owner = owner;
    }

    /**
     * A value with its secrets in it.
     *
     * @throws PipitException {@code INVALID_CONFIG} for one that is not set
     */
    public String of(String value) {
        Matcher asked = ASKED.matcher(value);
        StringBuilder out = new StringBuilder();
        while (asked.find()) {
            asked.appendReplacement(out, Matcher.quoteReplacement(secret(asked)));
        }
        return asked.appendTail(out).toString().strip();
    }

    private String secret(Matcher asked) {
        String other = asked.group(2) != null ? asked.group(2) : asked.group(3);
        return variables.find(asked.group(1)).orElseGet(() -> {
            if (other == null) {
                throw new PipitException(
                        ErrorCode.INVALID_CONFIG,
                        owner + " asks for the secret '" + asked.group(1)
                                + "', which is not set."
                                + NearestName.hint(
                                        asked.group(1), variables.values().keySet())
                                + " Set it with: pipit secret set " + asked.group(1) + ".");
            }
            return other;
        });
    }
}
