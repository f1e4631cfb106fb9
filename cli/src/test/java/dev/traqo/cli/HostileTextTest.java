package dev.traqo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.read.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A trace may hold text that an attacker wrote. None of it may reach the terminal as a command. */
class HostileTextTest {

    private static final String HOSTILE =
            "x\u001b[2J\u001b]0;pwned\u0007\u009b31m\u202Egnp\u2066\r\n\u2028y\b\u007f漢字👩\u200D💻";

    @TempDir
    Path dir;

    @BeforeEach
    void write() {
        String text = """
                {"type":"trace_start","trace_id":"0af7651916cd43dd8448eb211c80319c","ts":"2026-11-22T10:00:00.000000Z","name":X,"format":1,"release":X,"thread_id":X,"tags":[X],"pid":1,"host":"elsewhere"}
                {"type":"span_start","id":X,"parent_id":null,"name":X,"ts":"2026-11-22T10:00:00.000000Z","kind":X,"input":[{"role":X,"content":X}]}
                {"type":"event","id":"e","parent_id":X,"name":X,"ts":"2026-11-22T10:00:00.000000Z","data":X}
                {"type":"span_end","id":X,"parent_id":null,"name":X,"ts":"2026-11-22T10:00:01.000000Z","duration_s":1.000000,"status":"error","kind":X,"tags":[X],"metadata":{X:X,"model":X,"token_usage":{"input_tokens":1,"output_tokens":1}},"error":{"type":X,"message":X,"traceback":X},"output":X}
                {"type":"trace_end","trace_id":X,"ts":X,"duration_s":1.000000,"status":"error","stats":{"spans":1,"errors":1},"error":{"type":X,"message":X},"children":[{"name":X,"file":X,"spans":1}]}
                {"type":X}
                """;
        Fixtures.write(dir.resolve("evil.jsonl"), text.replace("X", Json.write(HOSTILE)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ls DIR --children",
                "show DIR/evil",
                "show DIR/evil --ids",
                "show DIR/evil --span x",
                "show DIR/evil --span zz\u001b[2J",
                "stats DIR",
                "validate DIR/evil",
                "tail DIR/evil --from-start",
                "show DIR/\u001b[31mred",
                "ls --name \u001b[31m DIR",
                "ls --\u001b[31m"
            })
    void commands_printNothingThatATerminalObeys(String command) {
        String[] args = command.replace("DIR", dir.toString()).split(" ");
        Cli.Result result = new Cli().onTerminal().with("NO_COLOR", "1").run(args);
        String all = result.output().replaceAll("\u001b\\[\\d+A\r\u001b\\[J", "") + result.errorOutput();

        assertThat(all).isNotEmpty();
        assertThat(all.codePoints())
                .noneMatch(point -> Character.isISOControl(point) && point != '\n'
                        || point == 0x2028
                        || point == 0x202E
                        || point == 0x2066);
    }

    @Test
    void ls_newlineInAName_isOneLine() {
        assertThat(Cli.launch("ls", dir.toString()).output().lines()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ls --json DIR", "show --json DIR/evil", "stats --json DIR", "validate --json DIR/evil"})
    void json_escapesEverything(String command) {
        String output =
                Cli.launch(command.replace("DIR", dir.toString()).split(" ")).output();

        assertThat(Json.parse(output)).isNotNull();
        assertThat(output.codePoints()).noneMatch(point -> point < 0x20 && point != '\n');
    }
}
