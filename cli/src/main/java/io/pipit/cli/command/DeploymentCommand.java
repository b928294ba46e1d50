package io.pipit.cli.command;

import picocli.CommandLine.Command;

/** {@code pipit deployment}. */
@Command(
        name = "deployment",
        description = "Shows, promotes, discards and takes back versions of the project that the stack runs.",
        subcommands = {
            DeploymentListCommand.class,
            DeploymentShowCommand.class,
            DeploymentPromoteCommand.class,
            DeploymentDiscardCommand.class,
            DeploymentRollbackCommand.class,
            DeploymentCreateCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  pipit deploy shop --no-promote             stage a version beside the one that is live",
            "  pipit deployment ls                        who deployed what, and when",
            "  pipit deployment promote                   make the staged version the live one",
            "  pipit deployment rollback                  go back to the version before"
        })
final class DeploymentCommand extends GroupCommand {}
