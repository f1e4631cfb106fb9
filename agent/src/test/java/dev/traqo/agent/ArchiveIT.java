package dev.traqo.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** With archives of class data, which hold classes as they were before weaving. */
@Tag("process")
@ParameterizedClass
@MethodSource("dev.traqo.agent.Jvm#homes")
class ArchiveIT {

    @TempDir
    static Path shared;

    private static Path application;

    @Parameter
    Path home;

    @TempDir
    Path folder;

    @BeforeAll
    static void compile() throws IOException {
        Path classes = Application.compile(shared);
        application = Sources.jar(shared.resolve("app.jar"), classes);
    }

    private Jvm jvm() {
        return new Jvm(home, folder).classPath(application, Jvm.CORE);
    }

    /** Newer JVMs say that an archive does not fit whenever there is an agent, any agent. */
    @Test
    void madeWithoutTheAgent_saysNoMoreThanWithAnyAgent() throws Exception {
        jvm().option("-XX:ArchiveClassesAtExit=app.jsa").run(Application.MAIN);
        assertThat(folder.resolve("app.jsa")).exists();
        Path any = Sources.emptyAgent(folder);
        Jvm.Outcome withAny = archived().option("-javaagent:" + any).run(Application.MAIN);
        Files.delete(folder.resolve("trace.jsonl"));

        Jvm.Outcome outcome = archived().agent().run(Application.MAIN);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exit()).isZero();
        assertThat(withoutTimes(outcome.out())).isEqualTo(withoutTimes(withAny.out()));
        Application.assertTraced(folder.resolve("trace.jsonl"));
    }

    private Jvm archived() {
        return jvm().option("-XX:SharedArchiveFile=app.jsa");
    }

    private static List<String> withoutTimes(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceAll("^\\[[0-9.]+s\\]", ""))
                .toList();
    }

    @Test
    void sharedOff() throws Exception {
        Application.assertUndisturbed(jvm().agent().option("-Xshare:off").run(Application.MAIN));
        Application.assertTraced(folder.resolve("trace.jsonl"));
    }

    @Test
    void sharedOrNothing() throws Exception {
        Application.assertUndisturbed(jvm().agent().option("-Xshare:on").run(Application.MAIN));
        Application.assertTraced(folder.resolve("trace.jsonl"));
    }
}
