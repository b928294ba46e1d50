package io.pipit.cli.command;

import io.pipit.cli.client.ApiClient;
import io.pipit.cli.client.Host;
import io.pipit.cli.tls.Trust;
import java.net.URI;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Which project and which running stack; the same in every command. */
public final class TargetOptions {
    @Option(
            scope = ScopeType.INHERIT,
            names = "--project",
            paramLabel = "DIR",
            defaultValue = "${env:PIPIT_PROJECT:-.}",
            description = "Project folder (default: the working folder).")
    private Path project;

    @Option(
            scope = ScopeType.INHERIT,
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "${env:PIPIT_HOST:-localhost:7181}",
            description = "Where the stack runs, with or without http://, or https:// (default: localhost:7181).")
    private String host;

    @Option(
            scope = ScopeType.INHERIT,
            names = "--ca",
            paramLabel = "FILE",
            defaultValue = "${env:PIPIT_CA:-}",
            description =
                    "Certificates of authorities, PEM, that an https:// server is trusted by (default: those of Java).")
    private String authorities;

    @Option(
            scope = ScopeType.INHERIT,
            names = "--token",
            paramLabel = "TOKEN",
            defaultValue = "${env:PIPIT_TOKEN:-}",
            description = "Token of the stack, where it has one; better given as PIPIT_TOKEN (default: none).")
    private String token;

    @Option(
            scope = ScopeType.INHERIT,
            names = "--env",
            hidden = true, // of use to few commands: those say it themselves
            paramLabel = "NAME",
            defaultValue = "${env:PIPIT_ENV:-}",
            description = "Environment whose schedules count (default: none).")
    private String environment;

    /** The project folder. */
    public Path project() {
        return project;
    }

    /** Whose schedules count; the empty text for none. */
    public String environment() {
        return environment == null ? "" : environment.strip();
    }

    /** Speaks to the stack. */
    ApiClient api() {
        return new ApiClient(
                host(), token == null ? "" : token, Trust.authorities("--ca", authorities == null ? "" : authorities));
    }

    /** Where the stack runs. */
    public URI host() {
        return Host.parse(host);
    }
}
