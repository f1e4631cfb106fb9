package dev.traqo.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.agent.sample.Results;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class ConstantPoolTest {

    /** Common ones, rare ones and one that no class has. */
    private static final String[] TEXTS = {
        TraceScan.TRACE, "Ljava/lang/Deprecated;", "Ljava/util/concurrent/Callable;", "run", "()V", "", "x"
    };

    @ParameterizedTest
    @ValueSource(classes = {Mono.class, org.assertj.core.api.Assertions.class, Test.class, ClassReader.class})
    void agreesWithAsm_classesOfAJar(Class<?> inJar) throws Exception {
        Path jar = Path.of(
                inJar.getProtectionDomain().getCodeSource().getLocation().toURI());
        int classes = 0;
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry :
                    file.stream().filter(e -> e.getName().endsWith(".class")).toList()) {
                try (InputStream in = file.getInputStream(entry)) {
                    agrees(in.readAllBytes());
                    classes++;
                }
            }
        }
        assertThat(classes).isGreaterThan(100);
    }

    @Test
    void agreesWithAsm_classesOfTheJdk() throws Exception {
        Path folder = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules/java.base/java/util");
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                agrees(Files.readAllBytes(file));
            }
        }
    }

    private static void agrees(byte[] classFile) {
        Set<String> constants = constants(classFile);
        for (String text : TEXTS) {
            assertThat(ConstantPool.mentions(classFile, text)).isEqualTo(constants.contains(text));
        }
    }

    private static Set<String> constants(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        char[] buffer = new char[reader.getMaxStringLength()];
        Set<String> texts = new HashSet<>();
        for (int i = 1; i < reader.getItemCount(); i++) {
            int at = reader.getItem(i);
            if (at > 0 && classFile[at - 1] == 1) {
                int length = reader.readUnsignedShort(at);
                texts.add(new String(classFile, at + 2, length, StandardCharsets.ISO_8859_1));
            }
        }
        return texts;
    }

    @Test
    void neverThrows_cutOff() {
        byte[] classFile = Weaving.classFile(Results.class.getName());
        for (int length = 0; length < classFile.length; length++) {
            byte[] cut = Arrays.copyOf(classFile, length);
            assertThat(ConstantPool.mentions(cut, "no such constant")).isFalse();
            ConstantPool.mentions(cut, TraceScan.TRACE);
        }
        assertThat(ConstantPool.mentions(classFile, TraceScan.TRACE)).isTrue();
    }

    @Test
    void neverThrows_garbage() throws IOException {
        byte[] classFile = Weaving.classFile(Results.class.getName());
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] garbage = classFile.clone();
            for (int changes = 1 + random.nextInt(5); changes > 0; changes--) {
                garbage[random.nextInt(i % 2 == 0 ? 200 : garbage.length)] = (byte) random.nextInt();
            }
            assertThat(ConstantPool.mentions(garbage, "no such constant")).isFalse();
        }
        byte[] noise = new byte[4000];
        for (int i = 0; i < 5_000; i++) {
            random.nextBytes(noise);
            assertThat(ConstantPool.mentions(noise, "no such constant")).isFalse();
        }
    }
}
