package io.pipit.cli.command;

import io.pipit.cli.renewal.RenewalRun;
import io.pipit.cli.renewal.TopicBlocks;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pipit log renew}. */
@Command(
        name = "renew",
        description = {
            "Goes on with a new log where the old one is lost: says what is lost, and with --yes does it.",
            "The new log begins at the positions that the tables hold; what was in the lost one and in no "
                    + "table stays lost. All processes have to be ended before. Where services are is taken from "
                    + "pipit.yaml."
        },
        footer = {"", "Examples:", "  pipit log renew --project shop", "  pipit log renew --project shop --yes"})
final class LogRenewCommand extends BaseCommand {
    @Option(names = "--yes", description = "Do it; without it nothing is changed.")
    private boolean really;

    @Option(
            names = "--blocks",
            paramLabel = "new|same",
            description =
                    "What a topic holds that is not the lost one: 'new' events, which are kept, or the 'same' blocks at the same offsets, as in a mirror.")
    private TopicBlocks blocks = TopicBlocks.UNKNOWN;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Any key of the configuration; repeatable.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Override
    public Integer call() {
        new RenewalRun(target().project(), settings, out()::println).run(really, blocks);
        return 0;
    }
}
