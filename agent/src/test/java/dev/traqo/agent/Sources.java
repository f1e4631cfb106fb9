package dev.traqo.agent;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Small programs, compiled as an application's build would. */
final class Sources {

    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern TYPE =
            Pattern.compile("(?m)^public (?:final |abstract )*(?:class|interface|@interface|enum|record) (\\w+)");

    private Sources() {}

    /**
     * Compiles source files into a new folder.
     *
     * @param options of the compiler, such as a class path
     * @param files each a source file; the first public type at the start of a line names it
     */
    static Path compile(Path folder, List<String> options, String... files) throws IOException {
        Path sources = folder.resolveSibling(folder.getFileName() + "-src");
        Files.createDirectories(folder);
        List<String> arguments =
                new ArrayList<>(List.of("-d", folder.toString(), "--release", "17", "-parameters", "-g"));
        arguments.addAll(options);
        for (String text : files) {
            arguments.add(write(sources, text).toString());
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        if (!compiler.getTask(messages, null, null, files(arguments), null, units(compiler, arguments))
                .call()) {
            throw new IllegalArgumentException(messages.toString());
        }
        return folder;
    }

    private static List<String> files(List<String> arguments) {
        return arguments.stream().filter(each -> !each.endsWith(".java")).toList();
    }

    private static Iterable<? extends javax.tools.JavaFileObject> units(JavaCompiler compiler, List<String> arguments) {
        Path[] paths = arguments.stream()
                .filter(each -> each.endsWith(".java"))
                .map(Path::of)
                .toArray(Path[]::new);
        return compiler.getStandardFileManager(null, null, null).getJavaFileObjects(paths);
    }

    private static Path write(Path sources, String text) throws IOException {
        Matcher pack = PACKAGE.matcher(text);
        Path folder = pack.find() ? sources.resolve(pack.group(1).replace('.', '/')) : sources;
        Matcher type = TYPE.matcher(text);
        String name = type.find() ? type.group(1) : "module-info";
        Files.createDirectories(folder);
        return Files.writeString(folder.resolve(name + ".java"), text);
    }

    /** Packs a folder of classes into a jar. */
    static Path jar(Path file, Path folder) throws IOException {
        return jar(file, folder, new Manifest());
    }

    /** Packs a folder of classes into the jar of an agent. */
    static Path agentJar(Path file, Path folder, String agent) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Premain-Class", agent);
        manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
        return jar(file, folder, manifest);
    }

    /** The jar of an agent that does nothing. */
    static Path emptyAgent(Path folder) throws IOException {
        Path classes = compile(
                folder.resolve("empty"),
                List.of(),
                "public class Empty { public static void premain(String arguments) {} }");
        return agentJar(folder.resolve("empty.jar"), classes, "Empty");
    }

    private static Path jar(Path file, Path folder, Manifest manifest) throws IOException {
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest);
                Stream<Path> found = Files.walk(folder)) {
            for (Path each : found.filter(Files::isRegularFile).sorted().toList()) {
                jar.putNextEntry(new ZipEntry(folder.relativize(each).toString().replace('\\', '/')));
                Files.copy(each, jar);
            }
        }
        return file;
    }
}
