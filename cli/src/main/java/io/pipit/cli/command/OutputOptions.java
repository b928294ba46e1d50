package io.pipit.cli.command;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Whether people or scripts read what a command prints. */
public final class OutputOptions {
    /** For whom a command prints. */
    public enum Form {
        TEXT,
        JSON,
        CSV
    }

    @Option(
            scope = ScopeType.INHERIT,
            names = "--output",
            paramLabel = "text|json|csv",
            defaultValue = "text",
            description = "Form of what is printed (default: text); csv for tables.")
    private Form form;

    @Option(scope = ScopeType.INHERIT, names = "--json", description = "The same as --output json.")
    private boolean json;

    /** Whether tables are wanted as CSV. */
    public boolean csv() {
        return form == Form.CSV && !json;
    }

    /** Whether scripts read. */
    public boolean json() {
        return json || form == Form.JSON;
    }
}
