package dev.traqo.examples.annotations;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same trace, whoever makes it: the agent, the build, or the programmer. */
class ThreeWaysTest {

    /** Names, kinds, tags, metadata, inputs by parameter name, outputs and errors; neither password nor token. */
    static final String EXPECTED = """
            help desk ok, tags [example], out [Update, the, app]
              login error, kind tool, in {user=nora}, error wrong password of nora
              login ok, kind tool, in {user=nora}, out true
              pipeline ok, kind chain, tags [batch], in {documents=[It crashes, always, How do I pay, and when]}, out [It crashes., How do I pay.]
                summarize ok, in {text=How do I pay, and when}, out How do I pay.
                summarize ok, in {text=It crashes, always}, out It crashes.
              classify ok, kind llm, tags [classifier], metadata {confidence=0.95, model=tiny-1, token_usage={input_tokens=12, output_tokens=1}}, in {text=It crashes.}, out bug
              classify ok, kind llm, tags [classifier], metadata {confidence=0.95, model=tiny-1, token_usage={input_tokens=12, output_tokens=1}}, in {text=How do I pay.}, out question
              translate ok, kind llm, metadata {model=tiny-1}, in {text=Thank you}, out « Thank you »
                review words ok, kind guardrail, out « Thank you »
              answer ok, kind llm, metadata {elements=3, model=tiny-1}, in {question=What should I do?}, out [Update, the, app]
                review words ok, kind guardrail, out Update
                review words ok, kind guardrail, out the
                review words ok, kind guardrail, out app
            """;

    @TempDir
    private Path folder;

    @Test
    void agent_tracesPlainClasses() throws Exception {
        Path plain = Build.plain(folder.resolve("plain"));

        assertThat(outline(Build.runWithAgent(Map.of(), plain, Annotated.class, file())))
                .isEqualTo(EXPECTED);
    }

    @Test
    void plainClasses_withoutAgentAreNotTraced() throws Exception {
        Path plain = Build.plain(folder.resolve("plain"));

        assertThat(outline(Build.run(plain, Annotated.class, file())))
                .isEqualTo("help desk ok, tags [example], out [Update, the, app]\n");
    }

    @Test
    void buildTime_tracesWithoutAgent() throws Exception {
        assertThat(outline(Build.run(Build.WOVEN, Annotated.class, file()))).isEqualTo(EXPECTED);
    }

    @Test
    void explicit_tracesPlainClasses() throws Exception {
        Path plain = Build.plain(folder.resolve("plain"));

        assertThat(outline(Build.run(plain, Explicit.class, file()))).isEqualTo(EXPECTED);
    }

    @Test
    void agentOnTopOfBuildTime_tracesOnce() throws Exception {
        assertThat(outline(Build.runWithAgent(Map.of(), Build.WOVEN, Annotated.class, file())))
                .isEqualTo(EXPECTED);
    }

    @Test
    void verbose_saysWhatTheDocumentShows() throws Exception {
        Path plain = Build.plain(folder.resolve("plain"));
        String document = Files.readString(Path.of("../../docs/weaving.md"));

        Build.Result run = Build.runWithAgent(Map.of("TRAQO_AGENT_VERBOSE", "true"), plain, Annotated.class, file());
        Build.Result command = Build.weave(plain).good();

        List<String> said = Stream.concat(
                        run.good().output().lines(), command.output().lines())
                .filter(line -> line.startsWith("traqo: "))
                .map(line -> line.replaceAll("through \\d+", "through 6")) // not every JDK has the same classes
                .toList();
        assertThat(said).hasSize(3).allSatisfy(line -> assertThat(document).contains(line));
    }

    private String file() {
        return folder.resolve("run.jsonl").toString();
    }

    private String outline(Build.Result result) throws Exception {
        assertThat(result.good().output()).isEqualToIgnoringNewLines("Trace: " + file() + "\n");
        assertThat(Files.readString(Path.of(file()))).doesNotContain("sesame", "token-");
        return Outline.of(Path.of(file()));
    }
}
