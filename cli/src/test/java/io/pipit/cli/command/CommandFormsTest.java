package io.pipit.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Whatever the guides of this ecosystem show works with {@code pipit}, or says what to use instead. */
class CommandFormsTest {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--cloud sql 'SELECT 1'",
                "--local sql 'SELECT 1'",
                "--branch main sql 'SELECT 1'",
                "--build sql 'SELECT 1'",
                "--staging sql 'SELECT 1'",
                "--token t --user-token u --show-tokens --debug endpoint ls",
                "--output json endpoint ls",
                "--output csv endpoint ls",
                "--version",
                "build /none",
                "build /none --check",
                "cluster lib /none",
                "cluster check --cluster ftp://none",
                "job submit speed --cluster ftp://none --replace",
                "job submit copy --cluster ftp://none --pipe daily --param a=1 --mode append",
                "job ls --cluster ftp://none",
                "job cancel 0 --cluster ftp://none",
                "dev /none --cluster http://localhost:1",
                "dev /none",
                "fmt /none/a.pipe --diff",
                "fmt /none/a.pipe --yes",
                "datasource ls",
                "datasource analyze /none.csv",
                "datasource create --file /none.csv",
                "datasource append x --file /none.csv",
                "datasource append x /none.csv",
                "datasource append x --events '{}' --wait",
                "datasource append x --url http://localhost:1/x.csv",
                "datasource delete x --sql-condition a=1 --wait --yes",
                "datasource truncate x --yes",
                "datasource truncate x --cascade --yes",
                "datasource delete x --sql-condition a=1 --cascade",
                "datasource data x",
                "datasource data x_quarantine",
                "datasource kafka",
                "datasource kafka x --go-on",
                "connection ls --project /none",
                "connection check x --project /none",
                "connection data x --topic t --rows 5 --project /none",
                "pipe ls",
                "endpoint ls",
                "endpoint data x --param k=v",
                "endpoint url x",
                "copy ls",
                "copy run x --wait --mode replace --yes --param k=v --on-demand-compute",
                "pipe copy run x --param a=1 --node n --wait --yes",
                "copy run x --explain",
                "copy pause x",
                "copy resume x",
                "sql 'SELECT 1' --rows-limit 5 --stats",
                "sql 'SELECT 1' --rows_limit 5 --pipeline x",
                "test run --project /none",
                "test run a b --project /none",
                "test update a --project /none",
                "test create a --project /none",
                "secret ls --match x --project /none",
                "token ls",
                "token copy x",
                "token create static x --scope PIPES:READ --resource y",
                "token create static x --scope PIPES:READ --resource y --scope DATASOURCES:READ --resource z",
                "token refresh x",
                "token rm x",
                "token scopes x",
                "job ls --status done",
                "job details 1",
                "job cancel 1",
                "pipe populate x --node n --truncate --wait --yes",
                "materialization populate x",
                "deploy --project /none",
                "deploy --no-promote --project /none",
                "deployment create --wait --project /none",
                "deployment ls",
                "deployment show 1",
                "deployment promote --wait",
                "deployment discard --wait",
                "deployment rollback --to 1",
                "deploy --check --project /none",
                "deploy --wait --auto --allow-destructive-operations --template --project /none",
            })
    void works(String line) {
        int code = run(line + " --host localhost:1");
        assertThat(err.toString()).as(line).doesNotContain("unknown ", "there is no '");
        assertThat(code).as(err.toString()).isIn(0, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "init --type ts",
                "init --dev-mode local",
                "info",
                "build --watch",
                "build --with-connections",
                "dev --ui",
                "dev --with-connections",
                "preview",
                "open",
                "pull",
                "migrate-to-forward",
                "datasource delete x --sql-condition a --lightweight-delete",
                "datasource delete x --sql-condition a --partition p",
                "datasource delete x --sql-condition a --projection-mode p",
                "datasource sync x",
                "datasource sample x",
                "datasource export x --format csv",
                "datasource start x",
                "datasource stop x",
                "datasource share x y",
                "datasource unshare x y",
                "datasource generate x.csv",
                "endpoint stats x",
                "endpoint token x",
                "materialization ls",
                "sink ls",
                "sink run x --wait --param a=b",
                "sql --pipe x",
                "sql 'SELECT 1' --node x",
                "test create x --prompt p",
                "token create jwt x --ttl 1h --scope PIPES:READ --resource y --fixed-params a=b",
                "connection create kafka",
                "branch ls",
                "branch create x --last-partition",
                "branch rm x",
                "branch clear",
                "local start --daemon",
                "local stop",
                "local status",
                "workspace ls",
                "workspace current",
                "workspace use x",
                "workspace members ls",
                "login",
                "logout",
                "update",
                "logs --start -30m --source '*'",
                "auth",
                "push --force --push-deps --populate --fixtures",
                "diff",
                "check x.pipe",
                "release ls",
                "env create x",
                "pipe publish x n",
                "pipe unpublish x",
                "pipe regression-test x",
                "materialize x",
                "dependencies --datasource x",
            })
    void saysWhatToUse(String line) {
        int code = run(line);
        assertThat(err.toString()).as(line).contains("there is no 'pipit ").contains("See 'pipit");
        assertThat(code).isEqualTo(2);
    }

    private int run(String text) {
        List<String> arguments = new ArrayList<>();
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            arguments.add(words.group(1) != null ? words.group(1) : words.group(2));
        }
        CommandLine line = PipitCommand.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments.toArray(String[]::new));
    }
}
