package dev.traqo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.read.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TailCommandTest {

    @TempDir
    Path dir;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Runs the command; {@code pause} is what happens between two looks at the file. */
    private int tail(Cli cli, BooleanSupplier pause, String... args) {
        Terminal terminal = cli.terminal(out, new ByteArrayOutputStream());
        CommandLine command = new CommandLine(new TailCommand(terminal, pause));
        command.setCaseInsensitiveEnumValuesAllowed(true);
        int exitCode = command.execute(args);
        terminal.flush();
        return exitCode;
    }

    private String output() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void append(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.APPEND, StandardOpenOption.CREATE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void tail_wholeTrace_fromStart() {
        Path file = Fixtures.write(dir.resolve("support.jsonl"), Fixtures.SUPPORT);

        assertThat(tail(new Cli(), () -> false, "--from-start", file.toString()))
                .isZero();
        assertThat(output()).isEqualTo("""
                        10:00:00.000  ▶ support
                        10:00:00.000    → answer  agent
                        10:00:00.000      → search  retriever
                        10:00:00.400      ✓ search  retriever  400ms
                        10:00:00.500      → plan  llm
                        10:00:00.820        · first_token  {"n":1}
                        10:00:01.700      ✓ plan  llm  1.20s  1,200 → 350  $0.0068
                        10:00:01.800      → order_status  tool
                        10:00:01.804      ✗ order_status  tool  4.0ms  HttpTimeoutException: no answer in 4 ms
                        10:00:02.000      → research  chain
                        10:00:02.100        · child_started  {"child_name":"researcher","child_file":"researcher.jsonl"}
                        10:00:03.600        · child_ended  {"child_name":"researcher","child_file":"researcher.jsonl","status":"ok","duration_s…
                        10:00:03.700      ✓ research  chain  1.70s
                        10:00:04.000    ✓ answer  agent  4.00s
                        10:00:04.000  ✓ support  4.00s
                        """);
    }

    @Test
    void tail_endedTrace_lastTenLines() {
        Path file = Fixtures.write(dir.resolve("support.jsonl"), Fixtures.SUPPORT);

        assertThat(tail(new Cli(), () -> false, file.toString())).isZero();
        assertThat(output().lines()).hasSize(10);
        assertThat(output()).endsWith("10:00:04.000  ✓ support  4.00s\n");
    }

    @Test
    void tail_growingFile_untilItsTraceEnds() {
        String[] lines = Fixtures.FAILED.split("(?<=\n)");
        Path file = Fixtures.write(dir.resolve("import.jsonl"), lines[0]);
        int[] next = {1};
        // Half a line must wait for its other half.
        String half = lines[1].substring(0, 40);

        int exitCode = tail(
                new Cli(),
                () -> {
                    int step = next[0]++;
                    append(file, step == 1 ? half : step == 2 ? lines[1].substring(40) : lines[step - 1]);
                    return step < 10;
                },
                file.toString());

        assertThat(exitCode).isZero();
        assertThat(next[0]).isEqualTo(5);
        assertThat(output()).isEqualTo("""
                        08:30:00.000  ▶ nightly import
                        08:30:00.000    → load
                        08:32:05.000    ✗ load  2m 05s  IOException: disk full
                        08:32:05.000  ✗ nightly import  2m 05s  IOException: disk full
                        """);
    }

    @Test
    void tail_folder_newFilesAsTheyAppear() {
        Fixtures.write(dir.resolve("old.jsonl"), Fixtures.FAILED);
        int[] polls = {0};

        int exitCode = tail(
                new Cli(),
                () -> {
                    if (polls[0]++ == 0) {
                        append(dir.resolve("new.jsonl"), Fixtures.RESEARCHER);
                    }
                    return polls[0] < 12;
                },
                dir.toString());

        assertThat(exitCode).isZero();
        assertThat(output()).isEqualTo("""
                        10:00:02.100  researcher          ▶ researcher
                        10:00:02.200  researcher            → ask  llm
                        10:00:03.500  researcher            ✓ ask  llm  1.30s  90 → 10
                        10:00:03.600  researcher          ✓ researcher  1.50s
                        """);
    }

    @Test
    void tail_onATerminal_showsOpenSpansWithTheirAge() {
        Path file = Fixtures.write(dir.resolve("live.jsonl"), Fixtures.running());

        assertThat(tail(new Cli().onTerminal(), () -> false, "--color=never", file.toString()))
                .isZero();
        assertThat(output()).contains("── 2 open ───").contains("● outer › call  llm  2.50s\n");
        assertThat(output()).endsWith("\u001b[2A\r\u001b[J");
    }

    @Test
    void tail_json_linesAsTheyWereWritten() {
        Path file = Fixtures.write(dir.resolve("import.jsonl"), Fixtures.FAILED);
        tail(new Cli(), () -> false, "--json", "--from-start", file.toString());

        assertThat(output().lines()).hasSize(4);
        Map<?, ?> first = (Map<?, ?>) Json.parse(output().lines().findFirst().orElseThrow());
        assertThat(first.get("file")).isEqualTo(file.toString());
        assertThat(first.get("trace")).isEqualTo("nightly import");
        assertThat(((Map<?, ?>) first.get("event")).get("type")).isEqualTo("trace_start");
    }

    @Test
    void tail_processGone_failsWithRemedy() {
        Path file = Fixtures.write(dir.resolve("crashed.jsonl"), Fixtures.CRASHED);
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Cli().terminal(out, err);
        CommandLine command = new CommandLine(new TailCommand(terminal, () -> true))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((exception, line, parsed) -> {
                    assertThat(exception)
                            .isInstanceOf(Failure.class)
                            .hasMessage(file + ": its process is gone and has written no end; 'traqo recover " + file
                                    + "' completes it");
                    return 1;
                });

        assertThat(command.execute(file.toString())).isEqualTo(1);
    }

    @Test
    void tail_missing_fails() {
        assertThat(Cli.launch("tail", dir + "/none").errorOutput()).contains(": no such trace; ");
    }
}
