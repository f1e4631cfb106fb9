package dev.traqo.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import org.jspecify.annotations.Nullable;

/** Weaves the class files of folders where they lie; runs in {@link AgentLoader}. */
public final class FolderWeaving implements ToIntFunction<List<String>> {

    private int methods;
    private int classes;
    private int wovenBefore;
    private int failures;

    /** Made by {@link Weave}. */
    public FolderWeaving() {}

    @Override
    public int applyAsInt(List<String> folders) {
        if (folders.isEmpty()) {
            return misused("expected the folders of the compiled classes: java -jar traqo-agent.jar FOLDER");
        }
        List<Path> paths = new ArrayList<>();
        for (String folder : folders) {
            Path path = folder(folder);
            if (path == null) {
                return misused(folder + " is not a folder: name one that the compiler has written to");
            }
            paths.add(path);
        }
        paths.forEach(this::weaveAll);
        System.out.println("traqo: " + done());
        return failures == 0 ? 0 : 1;
    }

    private String done() {
        String now =
                classes == 0 ? "wove nothing" : "wove " + count(methods, "method") + " in " + count(classes, "class");
        if (wovenBefore == 0) {
            return classes == 0 ? now + ": no class has a @Trace method" : now;
        }
        return now + (classes == 0 ? " new, " : ", ") + count(wovenBefore, "class")
                + (wovenBefore == 1 ? " was" : " were") + " woven before";
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : noun.endsWith("s") ? "es" : "s");
    }

    private static @Nullable Path folder(String name) {
        try {
            Path path = Path.of(name);
            return Files.isDirectory(path) ? path : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static int misused(String remedy) {
        System.err.println("traqo: " + remedy);
        return 2;
    }

    private void weaveAll(Path folder) {
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.filter(file -> file.toString().endsWith(".class") && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            failed(folder, e);
            return;
        }
        for (Path file : files) {
            try {
                weave(file);
            } catch (Exception e) {
                failed(file, e);
            }
        }
    }

    private void failed(Path what, Exception e) {
        failures++;
        System.err.println("traqo: " + what + " could not be woven: " + e);
    }

    private void weave(Path file) throws IOException {
        byte[] classFile = Files.readAllBytes(file);
        if (!ConstantPool.mentions(classFile, TraceScan.TRACE)) {
            return;
        }
        ClassReader reader = new ClassReader(classFile);
        TraceScan scan = TraceScan.of(reader);
        scan.remarks().forEach(remark -> System.err.println("traqo: " + remark));
        if (scan.isWoven()) {
            wovenBefore++;
        }
        if (scan.methods().isEmpty()) {
            return;
        }
        replace(file, TraceVisitor.woven(reader, scan));
        classes++;
        methods += scan.methods().size();
    }

    /** In one step: a build that is stopped half-way leaves whole classes. */
    private static void replace(Path file, byte[] classFile) throws IOException {
        Path woven = Files.write(file.resolveSibling(file.getFileName() + ".woven"), classFile);
        Files.move(woven, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
