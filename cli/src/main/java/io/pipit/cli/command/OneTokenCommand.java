package io.pipit.cli.command;

import io.pipit.cli.client.TokenClient;
import picocli.CommandLine.Parameters;

/** A command about one token. */
abstract class OneTokenCommand extends BaseCommand {
    @Parameters(paramLabel = "NAME", description = "As 'pipit token ls' shows it.")
    private String name;

    @Override
    public Integer call() {
        call(new TokenClient(target().api()), name);
        return 0;
    }

    abstract void call(TokenClient tokens, String token);
}
