package dev.traqo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {

    private static final String[] COMMANDS = {"demo", "ls", "show", "tail", "stats", "validate", "recover"};

    @Test
    void help_listsEveryCommand() {
        Cli.Result result = Cli.launch("--help");
        for (String command : COMMANDS) {
            assertThat(result.output()).containsPattern("(?m)^  " + command + " +[A-Z]");
        }
        assertThat(result.exitCode()).isZero();
        assertThat(Cli.launch().output()).isEqualTo(result.output());
        assertThat(Cli.launch("-h").output()).isEqualTo(result.output());
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "ls", "show", "tail", "stats", "validate", "recover"})
    void help_ofACommand_describesEveryFlagWithExamples(String name) {
        Terminal terminal = new Cli().terminal(new ByteArrayOutputStream(), new ByteArrayOutputStream());
        CommandLine command = Main.commandLine(terminal, name).getSubcommands().get(name);
        String help = Cli.launch(name, "--help").output();

        assertThat(help)
                .startsWith("Usage: traqo " + name)
                .contains("--json prints ")
                .contains("Examples:\n  traqo ");
        for (CommandLine.Model.OptionSpec option : command.getCommandSpec().options()) {
            assertThat(option.description()).isNotEmpty();
            assertThat(help).contains(option.longestName());
        }
        assertThat(help.lines()).allMatch(line -> line.length() <= 100);
        // At 80 columns no example is broken.
        assertThat(Cli.columns(80).run(name, "--help").output().lines().filter(line -> line.startsWith("  traqo ")))
                .hasSameElementsAs(
                        help.lines().filter(line -> line.startsWith("  traqo ")).toList());
        assertThat(Cli.launch("help", name).output()).isEqualTo(help);
    }

    @Test
    void version_namesProgramAndJava() {
        Cli.Result result = Cli.launch("--version");
        assertThat(result.output()).matches("traqo .+, Java \\d+\n");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void unknownCommand_isTwo() {
        Cli.Result result = Cli.launch("shwo");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.errorOutput())
                .isEqualTo("traqo: unknown command 'shwo', did you mean 'show'?; see 'traqo --help'\n");
    }

    @Test
    void wrongUsage_isOneLine() {
        assertThat(Cli.launch("show", "a", "b").errorOutput())
                .isEqualTo("traqo show: one argument too many: 'b'; see 'traqo show --help'\n");
        assertThat(Cli.launch("ls", "--color=pink").errorOutput())
                .hasLineCount(1)
                .contains("pink");
        assertThat(Cli.launch("ls", "--color=pink").exitCode()).isEqualTo(2);
        assertThat(Cli.launch("validate").errorOutput()).hasLineCount(1).contains("FILE");
    }

    @Test
    void readerThatGoesAway_endsQuietly(@TempDir Path dir) {
        Fixtures.writeAll(dir);
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertThat(Main.run(terminal(refusing("Broken pipe"), err), "ls", dir.toString()))
                .isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void fullDisk_fails(@TempDir Path dir) {
        Fixtures.writeAll(dir);
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertThat(Main.run(terminal(refusing("No space left on device"), err), "ls", dir.toString()))
                .isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("traqo: standard output: No space left on device; what was written so far is incomplete\n");
    }

    private static Terminal terminal(OutputStream out, OutputStream err) {
        return new Terminal(out, err, false, false, 80, Map.of(), Clock.fixed(Cli.NOW, ZoneOffset.UTC), ZoneOffset.UTC);
    }

    private static OutputStream refusing(String reason) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(reason);
            }
        };
    }
}
