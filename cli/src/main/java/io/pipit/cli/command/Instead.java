package io.pipit.cli.command;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** What to use in place of a command that other tools of this kind have, and Pipit has not. */
final class Instead {
    private static final Map<String, String> WORDS = words();

    private Instead() {}

    /** The answer to a word, or nothing when it is none of them. */
    static Optional<String> of(CommandSpec command, String word) {
        String plain = word.startsWith("-") ? word.split("=", 2)[0] : word;
        String whole = (command.qualifiedName() + " " + plain).replaceFirst("^\\S+ ", "");
        return Optional.ofNullable(WORDS.get(whole))
                .map(text -> "there is no '" + command.qualifiedName() + " " + word + "'. " + text);
    }

    /** Options that commands have elsewhere. */
    private static void options(Map<String, String> words) {
        String connections =
                "Connections of type kafka are used always: 'pipit connection check NAME' tries one. Others are checked and not used yet.";
        words.put("build --watch", "Use 'pipit dev DIR', which loads what changes.");
        words.put("build --with-connections", connections);
        words.put("dev --with-connections", connections);
        words.put("dev --ui", "There is no user interface yet; 'pipit lineage --format mermaid' draws the project.");
        String datafiles = "A project is a folder of datafiles, whatever makes them; 'pipit init' writes them.";
        for (String command : new String[] {"init", "create"}) {
            words.put(command + " --type", datafiles);
            words.put(command + " --dev-mode", "'pipit dev DIR' runs on this machine.");
            words.put(command + " --prompt", "Give a sample of the data: 'pipit create --file FILE'.");
        }
        words.put("test create --prompt", "Tests are made from the parameters of the endpoint.");
        String whole = "Rows go by --sql-condition alone; it may name any column.";
        words.put("datasource delete --lightweight-delete", "Every delete is one: files are rewritten later.");
        words.put("datasource delete --partition", whole);
        words.put("datasource delete --projection-mode", whole);
        words.put("sql --pipe", "Name the pipe in the query: SELECT * FROM NAME; or 'pipit endpoint data NAME'.");
        words.put("sql --node", "Only the last node of a pipe can be asked; make an endpoint of the node.");
    }

    private static Map<String, String> words() {
        Map<String, String> words = new HashMap<>();
        String load = "'pipit deploy' makes a project the live one; 'pipit deploy --check' says what would change.";
        for (String word : new String[] {"push", "release", "preview", "update"}) {
            words.put(word, load);
        }
        options(words);
        words.put("check", "Use 'pipit build --check'.");
        words.put("diff", "Use your version control; 'pipit fmt --diff' shows differences of layout.");
        words.put("pull", "A project is its folder; keep it under version control. Nothing is edited in the server.");
        words.put(
                "migrate-to-forward",
                "Both forms of projects are read as they are; 'pipit build --check' says what is not.");
        words.put("dependencies", "Use 'pipit lineage'.");
        words.put("prompt", "Look at 'pipit lineage' and 'pipit datasource ls'.");
        words.put("branch", "Start another stack: 'pipit dev --port 7182 --set state.folder=.pipit-branch'.");
        words.put("env", "Start another stack: 'pipit dev --port 7182 --set state.folder=.pipit-branch'.");
        words.put(
                "local",
                "'pipit dev DIR' runs everything in one process; Ctrl-C stops it, and its state is in DIR/.pipit.");
        words.put("login", "A stack of your own needs no login; say with --host where it runs.");
        words.put("logout", words.get("login"));
        words.put("auth", words.get("login"));
        words.put(
                "token create jwt",
                "Tokens do not end by themselves here; make one with 'pipit token create static', and remove it with 'pipit token rm'.");
        words.put("endpoint token", "Use 'pipit token ls' and 'pipit token copy NAME'.");
        words.put(
                "workspace", "A running stack is one project; 'pipit datasource ls' and 'pipit endpoint ls' show it.");
        words.put("info", "'pipit version' shows the version, 'pipit datasource ls' what the stack holds.");
        words.put("open", "There is no user interface yet; 'pipit lineage --mermaid' draws the project.");
        words.put("logs", "The stack logs into DIR/.pipit/logs.");
        words.put(
                "endpoint stats",
                "Ask for them: pipit sql \"SELECT * FROM pipit.pipe_stats_rt WHERE pipe_name = 'NAME'\", or pipit.pipe_stats by day.");
        words.put(
                "materialization ls", "Use 'pipit lineage' to see views, and 'pipit datasource ls' for their tables.");
        words.put(
                "materialize",
                "Write a node with TYPE materialized and DATASOURCE; a view that is added is filled from the log.");
        words.put("pipe append", "Write the node into the .pipe file and run 'pipit build'.");
        words.put("pipe set_endpoint", "Write TYPE endpoint in the pipe's last node.");
        words.put("pipe unlink", "Take TYPE materialized out of the pipe, or delete its file, and run 'pipit build'.");
        words.put("pipe token_read", words.get("endpoint token"));
        words.put("tag", "Write TAGS into the files.");
        words.put("job rm", "Jobs are forgotten by themselves.");
        words.put("pipe publish", "Write TYPE endpoint in the pipe's last node.");
        words.put("pipe unpublish", "Take TYPE endpoint out of the pipe.");
        words.put("pipe regression-test", "Use 'pipit test run'.");
        words.put("pipe stats", words.get("endpoint stats"));
        words.put("connection create", "Write a file NAME.connection; 'pipit connection check NAME' tries it.");
        words.put(
                "sink",
                "Sinks are checked by 'pipit build' and not run yet; use 'pipit endpoint data NAME --format csv'.");
        words.put("datasource sync", "Connectors are not there yet; send events to /v0/events.");
        words.put("datasource start", words.get("datasource sync"));
        words.put("datasource stop", words.get("datasource sync"));
        words.put("datasource sample", "Use 'pipit datasource data NAME'.");
        words.put("datasource export", "Use 'pipit sql \"SELECT * FROM NAME\" --format CSVWithNames > file.csv'.");
        words.put("datasource generate", "Use 'pipit datasource create --file SAMPLE'.");
        words.put("datasource share", "A stack is one project; there is nobody to share with.");
        words.put("datasource unshare", words.get("datasource share"));
        words.put("datasource connect", words.get("connection create"));
        words.put("datasource rm", "Delete its file and run 'pipit build'.");
        words.put("pipe rm", "Delete its file and run 'pipit build'.");
        words.put("pipe new", "Write a .pipe file; 'pipit init' makes a first one.");
        words.put("pipe sink", words.get("sink"));
        return words;
    }
}
