package io.pipit.cli.command;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command above all commands. */
@Command(
        name = "pipit",
        description = "Real-time analytics backends on Apache Flink and Apache Iceberg, written as files of SQL.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            DevCommand.class,
            ServerCommand.class,
            BuildCommand.class,
            DeployCommand.class,
            DeploymentCommand.class,
            LineageCommand.class,
            SecretCommand.class,
            TokenCommand.class,
            SqlCommand.class,
            ConnectionCommand.class,
            CopyCommand.class,
            ScheduleCommand.class,
            TestCommand.class,
            MaterializationCommand.class,
            MaintenanceCommand.class,
            ReconcileCommand.class,
            BackfillCommand.class,
            EventsCommand.class,
            FmtCommand.class,
            InitCommand.class,
            CreateCommand.class,
            MockCommand.class,
            DatasourceCommand.class,
            QuarantineCommand.class,
            PipeCommand.class,
            EndpointCommand.class,
            JobCommand.class,
            ClusterCommand.class,
            LogCommand.class,
            HistoryCommand.class,
            RollbackCommand.class,
            HelpTextCommand.class,
            VersionCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  pipit demo                                 run everything on 10,000 real web requests",
            "  pipit dev shop                             run the project in the folder shop",
            "  pipit build shop --check                   say everything that is wrong with it",
            "  pipit sql \"SELECT count() FROM orders\"     ask the running stack",
            "",
            "Exit codes: 0 done, 1 a problem, 2 wrong usage."
        })
public final class PipitCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetOptions target;

    @Mixin
    private OutputOptions output;

    @Option(
            scope = ScopeType.INHERIT,
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show help.")
    private boolean help;

    @Option(
            names = {"--local", "--cloud", "--build", "--staging", "--debug", "--show-tokens"},
            hidden = true,
            description = "Said by habit: the stack is that of --host.")
    private boolean[] habit;

    @Option(
            names = {"--user-token", "--branch"},
            hidden = true,
            description = "Said by habit: a stack has one token for everything and no branches.")
    private List<String> unused;

    @Option(names = "--version", description = "The same as the command version.")
    private boolean version;

    TargetOptions target() {
        return target;
    }

    OutputOptions output() {
        return output;
    }

    /** The parser of all commands, with its exit codes and the form of its errors. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new PipitCommand());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(100);
        line.setUsageHelpAutoWidth(false);
        line.setExecutionStrategy(PipitCommand::execute);
        line.setExecutionExceptionHandler(new ErrorPrinter());
        line.setParameterExceptionHandler(new UsagePrinter());
        // The jobs know their options themselves, wherever they are submitted from.
        line.getSubcommands().get("job").getSubcommands().get("submit").setUnmatchedOptionsArePositionalParams(true);
        return line;
    }

    /** A command need not flush what it has printed. */
    private static int execute(CommandLine.ParseResult parsed) {
        try {
            return new CommandLine.RunLast().execute(parsed);
        } finally {
            CommandLine root = parsed.commandSpec().commandLine();
            root.getOut().flush();
            root.getErr().flush();
        }
    }

    @Override
    public void run() {
        if (version) {
            spec.commandLine().getOut().println(VersionCommand.text());
            return;
        }
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}
