package io.pipit.cli.command;

import io.pipit.cli.client.Json;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.SecretFiles;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pipit secret}. */
@Command(
        name = "secret",
        description = {
            "Secrets that templates and connections ask for with tb_secret(\"NAME\").",
            "They are kept in .env.local in the project's folder, which only its owner may read; a running "
                    + "'pipit dev' takes them over. A line in .env and an environment variable PIPIT_SECRET_NAME set "
                    + "one, too. Values are never printed."
        },
        subcommands = {SecretCommand.Ls.class, SecretCommand.Put.class, SecretCommand.Rm.class},
        synopsisSubcommandLabel = "ls|set|rm",
        footer = {"", "Examples:", "  pipit secret set api_key", "  pipit secret ls"})
final class SecretCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }

    /** {@code pipit secret ls}. */
    @Command(
            name = "ls",
            description = "Lists the names of the secrets that are set.",
            footer = {"", "Examples:", "  pipit secret ls --match key"})
    static final class Ls extends BaseCommand {
        @Option(names = "--match", paramLabel = "TEXT", description = "Only names that contain this.")
        private String match = "";

        @Override
        public Integer call() {
            List<String> names = new SecretFiles(target().project())
                    .read(System.getenv()).values().keySet().stream()
                            .filter(n -> n.contains(match))
                            .toList();
            if (output().json()) {
                out().println(Json.text(Map.of(
                        "secrets", names.stream().map(n -> Map.of("name", n)).toList())));
            } else {
                names.forEach(out()::println);
            }
            out().flush();
            return 0;
        }
    }

    /** {@code pipit secret set}. */
    @Command(
            name = "set",
            description = {
                "Sets a secret. Without a VALUE it is asked for without being shown, or read from what is piped in."
            },
            footer = {"", "Examples:", "  pipit secret set api_key", "  pipit secret set ca_pem --multiline < ca.pem"})
    static final class Put extends BaseCommand {
        @Spec
        private CommandSpec spec;

        @Parameters(index = "0", paramLabel = "NAME", description = "Letters, digits and '_'.")
        private String name;

        @Parameters(index = "1", arity = "0..1", paramLabel = "VALUE", description = "Stays in the shell's history.")
        private String value;

        @Option(names = "--multiline", description = "Read all lines that are piped in.")
        private boolean multiline;

        @Override
        public Integer call() throws IOException {
            if (!name.matches("[A-Za-z_]\\w*")) {
                throw new ParameterException(
                        spec.commandLine(), "'" + name + "' is not a name: use letters, digits and '_'.");
            }
            new SecretFiles(target().project()).set(name, value == null ? asked() : value);
            out().println("The secret '" + name + "' is set in " + SecretFiles.LOCAL
                    + "; keep that file out of version control.");
            out().flush();
            return 0;
        }

        private String asked() throws IOException {
            Console console = System.console();
            if (console != null && !multiline) {
                char[] typed = console.readPassword("Value of %s: ", name);
                return typed == null ? "" : new String(typed);
            }
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            if (multiline) {
                return in.lines().collect(Collectors.joining("\n"));
            }
            String line = in.readLine();
            return line == null ? "" : line;
        }
    }

    /** {@code pipit secret rm}. */
    @Command(
            name = "rm",
            description = "Removes a secret from .env.local.",
            footer = {"", "Examples:", "  pipit secret rm api_key"})
    static final class Rm extends BaseCommand {
        @Parameters(paramLabel = "NAME", description = "The secret.")
        private String name;

        @Override
        public Integer call() {
            SecretFiles files = new SecretFiles(target().project());
            if (!files.remove(name)) {
                Set<String> names = files.read(System.getenv()).values().keySet();
                throw new PipitException(
                        ErrorCode.UNKNOWN_RESOURCE,
                        "There is no secret '" + name + "' in " + SecretFiles.LOCAL + "."
                                + NearestName.hint(name, names));
            }
            out().println("The secret '" + name + "' is removed.");
            out().flush();
            return CommandLine.ExitCode.OK;
        }
    }
}
