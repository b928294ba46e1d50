package io.pipit.cli.command;

import picocli.CommandLine.Command;

/** {@code pipit token}. */
@Command(
        name = "token",
        description = "Works with tokens that let their holders ask an endpoint, or read or fill a data source.",
        subcommands = {
            TokenListCommand.class,
            TokenCreateCommand.class,
            TokenScopesCommand.class,
            TokenCopyCommand.class,
            TokenRefreshCommand.class,
            TokenRemoveCommand.class
        },
        footer = {
            "",
            "They count where the server has a token of its own (PIPIT_TOKEN), which may do everything. "
                    + "Lines such as 'TOKEN dashboard READ' in .pipe and .datasource files make them with a deployment.",
            "",
            "Examples:",
            "  pipit token ls",
            "  pipit token create static dashboard --scope PIPES:READ --resource top_pages"
        })
final class TokenCommand extends GroupCommand {}
