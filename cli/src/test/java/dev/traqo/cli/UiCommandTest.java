package dev.traqo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.cli.ui.Viewer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class UiCommandTest {

    @TempDir
    Path dir;

    private final List<String> answers = new ArrayList<>();
    private Path traces;
    private String path = "api/about";

    @BeforeEach
    void makePages() throws IOException {
        traces = Files.createDirectories(dir.resolve("traces")).toRealPath();
        Fixtures.writeAll(traces);
        Path pages = Files.createDirectories(dir.resolve("pages"));
        Files.writeString(pages.resolve("index.html"), "<html><head></head></html>");
        System.setProperty("traqo.ui", pages.toString());
    }

    @AfterEach
    void forgetPages() {
        System.clearProperty("traqo.ui");
    }

    /** Runs the command; while it serves, asks it once as a client does that has the printed address. */
    private Cli.Result run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Cli().terminal(out, err);
        CommandLine program = Main.commandLine(terminal, "ui");
        UiCommand command = program.getSubcommands().get("ui").getCommand();
        command.untilTheEnd = this::ask;
        int exitCode = program.execute(args);
        terminal.flush();
        return new Cli.Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private void ask(Viewer viewer) {
        URI address = viewer.address();
        String token = address.getQuery() == null ? "" : address.getQuery().substring("token=".length());
        String base = address.getPath().replaceFirst("/t/.*$", "/");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address.getAuthority() + base + path))
                .header("Authorization", "Bearer " + token)
                .build();
        try {
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            answers.add(answer.statusCode() + " " + answer.body());
        } catch (IOException | InterruptedException e) {
            answers.add(String.valueOf(e));
        }
    }

    @Test
    void folder_isServed_andItsAddressPrinted() {
        Cli.Result result = run("ui", traces.toString(), "--port", "0");

        assertThat(result.exitCode()).isZero();
        assertThat(result.errorOutput()).isEmpty();
        assertThat(result.output()).matches(traces + " is at http://127\\.0\\.0\\.1:\\d+/\nCtrl-C ends\\.\n");
        assertThat(answers)
                .singleElement()
                .asString()
                .startsWith("200 ")
                .contains("\"root\":\"" + traces + "\"", "\"file\":null");
    }

    @Test
    void file_isOpenedAtOnce_inItsFolder() {
        Cli.Result result = run("ui", traces.resolve("support").toString(), "--port", "0");

        assertThat(result.output()).contains("/t/support.jsonl\n");
        assertThat(answers.get(0)).contains("\"root\":\"" + traces + "\"", "\"file\":\"support.jsonl\"");
    }

    @Test
    void fileWithAnOddName_hasAnAddress() {
        Path file = Fixtures.write(traces.resolve("a b/100% é#?.jsonl"), Fixtures.FAILED);
        Cli.Result result = run("ui", file.toString(), "--port", "0");

        assertThat(result.output()).contains("/t/100%25%20%C3%A9%23%3F.jsonl\n");
        assertThat(answers.get(0)).contains("\"file\":\"100% é#?.jsonl\"");
    }

    @Test
    void takenPort_isSaid() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Cli.Result result = run("ui", traces.toString(), "--port", Integer.toString(taken.getLocalPort()));
            assertThat(result.output()).startsWith("Port " + taken.getLocalPort() + " is taken; using ");
            assertThat(answers.get(0)).startsWith("200 ");
        }
    }

    @Test
    void otherHost_getsARandomToken() {
        Cli.Result result = run("ui", traces.toString(), "--port", "0", "--host", "0.0.0.0");
        assertThat(result.output()).containsPattern(" is at http://127\\.0\\.0\\.1:\\d+/\\?token=[0-9a-f]{32}\n");
        assertThat(answers.get(0)).startsWith("200 ");
    }

    @Test
    void ownToken_isAskedForOnLoopbackToo() {
        Cli.Result result = run("ui", traces.toString(), "--port", "0", "--token", "my-own-token");
        assertThat(result.output()).contains("/?token=my-own-token\n");
        assertThat(answers.get(0)).startsWith("200 ");
    }

    @Test
    void basePath_isPartOfTheAddress() {
        for (String given : new String[] {"/tools/traqo", "tools/traqo/"}) {
            Cli.Result result = run("ui", traces.toString(), "--port", "0", "--base-path", given);
            assertThat(result.output()).containsPattern(":\\d+/tools/traqo/\n");
        }
        assertThat(answers).hasSize(2).allMatch(answer -> answer.startsWith("200 "));
    }

    @Test
    void withoutPages_saysWhatToInstall() {
        System.setProperty("traqo.ui", dir.resolve("nowhere").toString());
        Cli.Result result = Cli.launch("ui", traces.toString(), "--port", "0");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errorOutput())
                .startsWith("traqo: the pages of the viewer are missing in this build; install Node.js")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--port=-1",
                "--port=70000",
                "--port=http",
                "--token=short",
                "--token=with spaces in it",
                "--base-path=/a/../b",
                "--base-path=/\"><script>",
                "--unknown"
            })
    void wrongOptions_areUsageErrors(String option) {
        Cli.Result result = run("ui", traces.toString(), option);

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.errorOutput()).startsWith("traqo ui: ").hasLineCount(1);
        assertThat(answers).isEmpty();
    }

    @Test
    void hostThatIsNotThisMachine_isAFailure() {
        Cli.Result result = run("ui", traces.toString(), "--port", "0", "--host", "192.0.2.1");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errorOutput()).contains("192.0.2.1").hasLineCount(1);
    }

    @Test
    void missingFolder_isAFailure() {
        Cli.Result result = run("ui", dir.resolve("none").toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errorOutput()).contains("no such trace").hasLineCount(1);
    }

    @Test
    void help_hasExamples() {
        assertThat(Cli.launch("ui", "--help").output()).contains("Examples:", "traqo ui --host 0.0.0.0", "--base-path");
    }
}
