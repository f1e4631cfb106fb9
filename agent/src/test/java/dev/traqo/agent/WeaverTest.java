package dev.traqo.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.agent.sample.Results;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeaverTest {

    private static final String SUSPEND = "(Lkotlin/coroutines/Continuation;)Ljava/lang/Object;";

    @TempDir
    Path folder;

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Weaver weaver;

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(said, true));
        weaver = new Weaver(null, new CoreInReserve(null, folder.resolve("no.jar")), new Report(false));
    }

    @AfterEach
    void restore() {
        System.setErr(before);
    }

    private byte[] transform(byte[] classFile) {
        return transform(getClass().getClassLoader(), classFile);
    }

    private byte[] transform(ClassLoader loader, byte[] classFile) {
        return weaver.transform(loader.getUnnamedModule(), loader, "a/Name", null, null, classFile);
    }

    private List<String> said() {
        return said.toString().lines().toList();
    }

    private static byte[] results() {
        return Weaving.classFile(Results.class.getName());
    }

    private static byte[] withMethod(int access, String descriptor, int bytes) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(61, Opcodes.ACC_PUBLIC | Opcodes.ACC_ABSTRACT, "a/Name", null, "java/lang/Object", null);
        MethodVisitor method = writer.visitMethod(Opcodes.ACC_PUBLIC | access, "odd", descriptor, null, null);
        method.visitAnnotation(TraceScan.TRACE, true).visitEnd();
        if (bytes > 0) {
            method.visitCode();
            for (int i = 2; i < bytes; i++) {
                method.visitInsn(Opcodes.NOP);
            }
            method.visitInsn(Opcodes.ACONST_NULL);
            method.visitInsn(Opcodes.ARETURN);
            method.visitMaxs(0, 0);
        }
        method.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }

    @Test
    void annotatedClass_isWovenAndSaysNothing() {
        assertThat(transform(results())).isEqualTo(Weaving.woven(results()));
        assertThat(said()).isEmpty();
    }

    @Test
    void otherClass_isLeft() {
        assertThat(transform(Weaving.classFile(WeaverTest.class.getName()))).isNull();
        assertThat(said()).isEmpty();
    }

    @Test
    void wovenClass_isNotWovenAgain() {
        assertThat(transform(Weaving.woven(results()))).isNull();
        assertThat(said()).isEmpty();
    }

    @Test
    void classOfALaterJava_oneLine() {
        byte[] later = results();
        later[7] = 127;
        assertThat(transform(later)).isNull();
        assertThat(said())
                .singleElement()
                .asString()
                .startsWith("traqo: a/Name could not be woven")
                .contains("127");
    }

    @Test
    void classOfAnEarlierJava_isNamed() {
        byte[] earlier = withMethod(0, "()Ljava/lang/Object;", 2);
        earlier[7] = 48;
        assertThat(transform(earlier)).isNull();
        assertThat(said()).singleElement().asString().contains("a.Name.odd", "older than Java 5");
    }

    @Test
    void methodThatWouldBeTooLarge_oneLine() {
        byte[] large = withMethod(0, "()Ljava/lang/Object;", 65_530);
        assertThat(transform(large)).isNull();
        assertThat(transform(large)).isNull();
        assertThat(said()).singleElement().asString().startsWith("traqo: a/Name could not be woven");
    }

    @Test
    void abstractMethod_isNamed() {
        assertThat(transform(withMethod(Opcodes.ACC_ABSTRACT, "()V", 0))).isNull();
        assertThat(transform(withMethod(Opcodes.ACC_NATIVE, "()I", 0))).isNull();
        assertThat(said()).singleElement().asString().contains("a.Name.odd has @Trace but no body");
    }

    @Test
    void suspendFunction_isNamed() {
        assertThat(transform(withMethod(0, SUSPEND, 2))).isNull();
        assertThat(said()).singleElement().asString().contains("a.Name.odd is a Kotlin suspend function");
    }

    @Test
    void cutOffClass_neverThrows() {
        byte[] whole = results();
        for (int length = 0; length < whole.length; length++) {
            assertThat(transform(Arrays.copyOf(whole, length))).isNull();
        }
        assertThat(said()).allMatch(line -> line.startsWith("traqo: a/Name could not be woven"));
        assertThat(said()).hasSizeLessThanOrEqualTo(100);
    }

    @Test
    void noLibrary_oneLine() throws Exception {
        try (URLClassLoader alone = new URLClassLoader(new URL[0], ClassLoader.getPlatformClassLoader())) {
            assertThat(transform(alone, results())).isNull();
        }
        assertThat(said()).singleElement().asString().startsWith("traqo: ").contains("untraced");
    }

    @Test
    void libraryThatDoesNotFit_oneLineForEachClass() throws Exception {
        Path old = Sources.compile(
                folder.resolve("old"),
                List.of(),
                "package dev.traqo.weave;\npublic class TracedCall { public static int active = 1; }");
        URL[] urls = {old.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            assertThat(transform(loader, results())).isNull();
        }
        assertThat(said()).singleElement().asString().contains(Results.class.getName(), "runs untraced");
    }

    @Test
    void members_areThoseOfTheLibrary() {
        assertThat(CallScan.fits(Weaving.classFile("dev.traqo.weave.TracedCall")))
                .isTrue();
        assertThat(CallScan.fits(Weaving.classFile("dev.traqo.Tracer"))).isFalse();
    }
}
