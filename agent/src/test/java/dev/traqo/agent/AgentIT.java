package dev.traqo.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged agent, alone. */
@Tag("process")
@ParameterizedClass
@MethodSource("dev.traqo.agent.Jvm#homes")
class AgentIT {

    @TempDir
    static Path shared;

    private static Path application;

    @Parameter
    Path home;

    @TempDir
    Path folder;

    private Path trace;

    @BeforeAll
    static void compile() throws IOException {
        application = Application.compile(shared);
    }

    @BeforeEach
    void place() {
        trace = folder.resolve("trace.jsonl");
    }

    private Jvm jvm() {
        return new Jvm(home, folder).classPath(application, Jvm.CORE);
    }

    @Test
    void tracesAndSaysNothing() throws Exception {
        Application.assertUndisturbed(jvm().agent().run(Application.MAIN));
        Application.assertTraced(trace);
    }

    @Test
    void without_recordsNoSpan() throws Exception {
        Application.assertUndisturbed(jvm().run(Application.MAIN));
        assertThat(Recorded.read(trace).spans()).isEmpty();
    }

    @Test
    void givenTwice_eachCallIsOneSpan() throws Exception {
        Application.assertUndisturbed(jvm().agent().agent().run(Application.MAIN));
        Application.assertTraced(trace);
    }

    @Test
    void givenTwiceAsTwoFiles_eachCallIsOneSpan() throws Exception {
        Path copy = Files.copy(Jvm.AGENT, folder.resolve("copy.jar"));
        Application.assertUndisturbed(jvm().agent().option("-javaagent:" + copy).run(Application.MAIN));
        Application.assertTraced(trace);
    }

    @Test
    void wovenAtBuildTime_eachCallIsOneSpan() throws Exception {
        Path woven = folder.resolve("woven");
        Files.createDirectories(woven.resolve("app"));
        for (String type : List.of("Main", "Work")) {
            byte[] classFile = Files.readAllBytes(application.resolve("app/" + type + ".class"));
            Files.write(woven.resolve("app/" + type + ".class"), Weaving.woven(classFile));
        }
        Jvm jvm = new Jvm(home, folder).classPath(woven, Jvm.CORE).agent();
        Application.assertUndisturbed(jvm.run(Application.MAIN));
        Application.assertTraced(trace);
    }

    @ParameterizedTest
    @ValueSource(strings = {"verbose", "verbose=true", " verbose = yes , auto=off"})
    void verbose_saysWhatItDoes(String options) throws Exception {
        Jvm.Outcome outcome = jvm().agent(options).run(Application.MAIN);
        assertThat(outcome.err())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("traqo: agent: weaves @Trace methods"),
                        line -> assertThat(line).startsWith("traqo: wove app.Work (2 methods)"));
        assertThat(outcome.out()).containsExactly(Application.PRINTED);
        Application.assertTraced(trace);
    }

    @Test
    void verbose_bySystemPropertyOrEnvironment() throws Exception {
        assertThat(jvm().agent()
                        .option("-Dtraqo.agent.verbose=true")
                        .run(Application.MAIN)
                        .err())
                .hasSize(2);
        assertThat(jvm().agent()
                        .environment(Map.of("TRAQO_AGENT_VERBOSE", "1"))
                        .run(Application.MAIN)
                        .err())
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "frobnicate         | \"frobnicate\"",
                "verbose=perhaps    | verbose=perhaps",
                "auto=always        | auto=always",
                "=                  | option",
                "dir=a-file         | a-file",
                "dir=a-file/below   | a-file/below",
                "verbose,auto       | auto=true",
            })
    void badOption_runsUntracedWithOneLine(String options, String named) throws Exception {
        Files.writeString(folder.resolve("a-file"), "");
        Application.assertUntraced(jvm().agent(options).run(Application.MAIN), named);
    }

    @Test
    void badFolderInTheEnvironment_runsUntracedWithOneLine() throws Exception {
        Files.writeString(folder.resolve("a-file"), "");
        Jvm jvm = jvm().agent().environment(Map.of("TRAQO_TRACE_DIR", "a-file"));
        Application.assertUntraced(jvm.run(Application.MAIN), "a-file");
    }

    @Test
    void damagedJar_runsUntracedWithOneLine() throws Exception {
        Path damaged = folder.resolve("damaged.jar");
        try (var whole = new java.util.jar.JarFile(Jvm.AGENT.toFile());
                var jar = new java.util.jar.JarOutputStream(Files.newOutputStream(damaged), whole.getManifest())) {
            for (var entry : whole.stream().toList()) {
                if (entry.getName().startsWith("dev/") && !entry.getName().contains("boot/Carrier")) {
                    jar.putNextEntry(new java.util.zip.ZipEntry(entry.getName()));
                    whole.getInputStream(entry).transferTo(jar);
                }
            }
        }
        Jvm jvm = jvm().option("-javaagent:" + damaged);
        Application.assertUntraced(jvm.run(Application.MAIN), "untraced");
    }

    /** The JVM trusts the JDK's own classes unless it is told not to. */
    @Test
    void wovenClassesOfTheJdk_areVerified() throws Exception {
        Application.assertUndisturbed(jvm().agent()
                .option("-XX:+UnlockDiagnosticVMOptions", "-XX:+BytecodeVerificationLocal")
                .run(Application.MAIN));
        Application.assertTraced(trace);
    }

    /** Whatever the JDK's classes call fails. */
    @Test
    void brokenCarrier_applicationRuns() throws Exception {
        Path broken = folder.resolve("broken.jar");
        try (var whole = new java.util.jar.JarFile(Jvm.AGENT.toFile());
                var jar = new java.util.jar.JarOutputStream(Files.newOutputStream(broken), whole.getManifest())) {
            for (var entry : whole.stream().toList()) {
                if (!entry.getName().equals("META-INF/MANIFEST.MF")) {
                    byte[] bytes = whole.getInputStream(entry).readAllBytes();
                    jar.putNextEntry(new java.util.zip.ZipEntry(entry.getName()));
                    jar.write(entry.getName().endsWith("boot/Carrier.class") ? throwing(bytes) : bytes);
                }
            }
        }
        Jvm jvm = jvm().option("-javaagent:" + broken);
        Application.assertUndisturbed(jvm.run(Application.MAIN));
        assertThat(Recorded.read(trace).spans()).extracting(Object::toString).containsExactly("outer=x!y!");
    }

    private static byte[] throwing(byte[] classFile) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        ClassVisitor breaking = new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String generic, String[] not) {
                MethodVisitor method = super.visitMethod(access, name, descriptor, generic, not);
                if ((access & Opcodes.ACC_PUBLIC) == 0) {
                    return method;
                }
                method.visitCode();
                method.visitInsn(Opcodes.ICONST_0);
                method.visitInsn(Opcodes.ICONST_0);
                method.visitInsn(Opcodes.IDIV);
                method.visitInsn(Opcodes.POP);
                method.visitInsn(Opcodes.ACONST_NULL);
                method.visitInsn(Opcodes.ATHROW);
                method.visitMaxs(0, 0);
                method.visitEnd();
                return null;
            }
        };
        new ClassReader(classFile).accept(breaking, 0);
        return writer.toByteArray();
    }
}
