package dev.traqo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.traqo.examples.support.SupportAgent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents say is true of the code. */
class DocsTest {

    private static final Path ROOT = root();

    @TempDir
    Path folder;

    @Test
    void readme_isShort() throws IOException {
        assertThat(Files.readAllLines(ROOT.resolve("README.md"))).hasSizeLessThan(200);
    }

    @Test
    void picture_showsWhatTheDemoDoes() throws IOException {
        Path trace = SupportAgent.run(folder.resolve("demo.jsonl"), new PrintStream(OutputStream.nullOutputStream()));
        String printed = Cli.columns(100).run("show", trace.toString()).output();

        String readme = read("README.md");
        String picture = readme.substring(readme.indexOf("<!-- demo: begin -->"), readme.indexOf("<!-- demo: end -->"));

        assertThat(steps(picture)).isNotEmpty().containsExactlyElementsOf(steps(printed));
    }

    /** Names and kinds; parallel children come in either order. */
    private static List<String> steps(String tree) {
        Pattern step = Pattern.compile(
                "^[│├└─ ]*((?:✗ |▸ )?\\S.*?)\\s+(guardrail|agent|llm|tool|trace|retriever|embedding|chain)\\s+\\d");
        return tree.lines()
                .map(step::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(2) + " " + found.group(1))
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/how-to.md", "docs/weaving.md", "docs/context.md", "docs/llm.md"})
    void snippets_compile(String document) throws IOException {
        Matcher snippet = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL).matcher(read(document));
        int compiled = 0;
        while (snippet.find()) {
            compile(document + ", snippet " + ++compiled, snippet.group(1));
        }
        assertThat(compiled).isPositive();
    }

    private void compile(String what, String snippet) {
        boolean method = snippet.startsWith("@Trace"); // of a class that is not shown
        String source = """
                import com.anthropic.client.AnthropicClient;
                import com.anthropic.client.okhttp.AnthropicOkHttpClient;
                import com.google.genai.Client;
                import com.openai.client.OpenAIClient;
                import com.openai.client.okhttp.OpenAIOkHttpClient;
                import com.openai.models.chat.completions.*;
                import dev.langchain4j.model.chat.ChatModel;
                import dev.traqo.*;
                import dev.traqo.anthropic.TraqoAnthropic;
                import dev.traqo.gemini.TraqoGemini;
                import dev.traqo.langchain4j.TraqoLangChain4j;
                import dev.traqo.llm.*;
                import dev.traqo.openai.TraqoOpenAI;
                import dev.traqo.read.*;
                import java.nio.file.Path;
                import java.time.Duration;
                import java.util.Map;
                import java.util.concurrent.*;
                import java.util.function.*;
                import java.util.regex.Pattern;
                import java.util.stream.Stream;
                class Snippet {
                    interface Source {
                        CompletionStage<String> fetch(String id);
                        void stream(String prompt, Consumer<String> answer, Consumer<Throwable> failure);
                        void onAnswer(Consumer<String> answer);
                    }
                    @interface Service {}
                    String callModel(String question) { return question; }
                    Span parent;
                    ExecutorService pool;
                    Stream<String> stream;
                    String classify(String text) { return text; }
                    String load() { return ""; }
                    ChatModel chatModel;
                    Map<String, Object> request;
                    Map<String, Object> post(Map<String, Object> request) { return request; }
                    void work() {}
                    void checkout() {}
                    void research(String topic) {}
                    %s
                    void snippet(%s byte[] bytes, String question, String id, String prompt, String topic, Source client,
                            ExecutorService executor) throws Exception {
                %s
                    }
                }
                """.formatted(
                        method ? snippet : "",
                        snippet.contains("Tracer tracer =") ? "" : "Tracer tracer,",
                        method ? "" : snippet);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        StringWriter errors = new StringWriter();
        boolean good = compiler.getTask(
                        errors,
                        null,
                        null,
                        List.of(
                                "-proc:none",
                                "-implicit:none",
                                "-d",
                                folder.toString(),
                                "-cp",
                                System.getProperty("java.class.path")),
                        null,
                        List.of(file))
                .call();
        if (!good) {
            fail(what + " does not compile:\n" + errors + "\n" + source);
        }
    }

    @Test
    void recipes_areThoseOfTheExample() throws IOException {
        String document = read("docs/weaving.md");
        String parent = read("pom.xml");
        String example = read("examples/annotations/pom.xml");

        String maven = lines(block(document, "xml", "byte-buddy-maven-plugin"), "^(?!<version>).*");
        assertThat(lines(example, ".*")).contains(maven);
        assertThat(lines(example, ".*")).contains(lines(block(document, "xml", "maven.compiler.parameters"), ".*"));
        for (String file : List.of("build.gradle", "weave.gradle")) {
            String marker = file.equals("build.gradle") ? "buildscript" : "weaver";
            assertThat(lines(block(document, "groovy", marker), ".*"))
                    .as(file)
                    .isEqualTo(lines(read("examples/annotations/" + file), "^(?!//|flatDir|compileOnly).*"));
        }

        String version = parent.replaceAll("(?s).*?<artifactId>traqo-parent</artifactId>\\s*<version>(.*?)<.*", "$1");
        String plugin = parent.replaceAll("(?s).*<byte-buddy-plugin.version>(.*?)<.*", "$1");
        Matcher named = Pattern.compile(
                        "(?:traqo-\\w+|byte-buddy-\\w+-plugin)(?::|</artifactId>\\s*<version>)([\\w.-]+)")
                .matcher(document);
        List<String> versions = new ArrayList<>();
        while (named.find()) {
            versions.add(named.group(1));
        }
        assertThat(versions).hasSize(7).containsOnly(version, plugin);
    }

    /** The first fenced block of this language that contains this text. */
    private static String block(String document, String language, String text) {
        Matcher block = Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
                .matcher(document);
        while (block.find()) {
            if (block.group(1).contains(text)) {
                return block.group(1);
            }
        }
        return fail("no " + language + " with " + text);
    }

    /** The lines that match, without indentation and empty ones. */
    private static String lines(String text, String matching) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && line.matches(matching))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void commandsAndFlags_exist() throws IOException {
        List<String> unknown = new ArrayList<>();
        for (String document : List.of("README.md", "docs/how-to.md", "CONTRIBUTING.md")) {
            Matcher line =
                    Pattern.compile("(?m)^(?:\\./)?traqo ([a-z]+)([^#\\n|]*)").matcher(read(document));
            while (line.find()) {
                String help = Cli.launch(line.group(1), "--help").output();
                Matcher flag = Pattern.compile("--[a-z-]+").matcher(line.group(2));
                while (flag.find()) {
                    if (!help.contains(flag.group())) {
                        unknown.add(document + ": " + line.group().strip());
                    }
                }
                if (!help.startsWith("Usage: traqo " + line.group(1))) {
                    unknown.add(document + ": " + line.group().strip());
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void types_namedInArchitecture_exist() throws IOException {
        Set<String> known = new TreeSet<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .forEach(name -> known.add(name.substring(0, name.length() - ".java".length())));
        }
        // Of the viewer's pages: classes that are exported.
        try (Stream<Path> files = Files.walk(ROOT.resolve("ui/src"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".ts")).toList()) {
                Pattern.compile("export class (\\w+)")
                        .matcher(Files.readString(file))
                        .results()
                        .forEach(exported -> known.add(exported.group(1)));
            }
        }
        Set<String> named = new TreeSet<>();
        Matcher type =
                Pattern.compile("`([A-Z][a-z]+[A-Za-z]*)(?:\\.[a-z]\\w*)?`").matcher(read("ARCHITECTURE.md"));
        while (type.find()) {
            named.add(type.group(1));
        }
        assertThat(named).hasSizeGreaterThan(15);
        assertThat(known).containsAll(named);
    }

    @Test
    void settings_areDocumented() throws IOException {
        String settings = read("core/src/main/java/dev/traqo/internal/Settings.java");
        String howTo = read("docs/how-to.md");
        Matcher variable = Pattern.compile("\"(TRAQO_[A-Z_]+)\"").matcher(settings);
        Set<String> variables = new TreeSet<>();
        while (variable.find()) {
            variables.add(variable.group(1));
        }
        assertThat(variables)
                .hasSizeGreaterThan(4)
                .allSatisfy(name -> assertThat(howTo).contains("`" + name + "`"));
    }

    @Test
    void fields_areSpecified() throws IOException {
        String events = read("core/src/main/java/dev/traqo/internal/Events.java");
        String format = read("docs/FORMAT.md");
        Matcher key = Pattern.compile("\\\\\"([a-z_0-9]+)\\\\\":").matcher(events);
        Set<String> fields = new TreeSet<>();
        while (key.find()) {
            fields.add(key.group(1));
        }
        assertThat(fields)
                .hasSizeGreaterThan(30)
                .allSatisfy(field -> assertThat(format).contains(field));
    }

    @Test
    void metadataOfModelCalls_isSpecified() throws IOException {
        String format = read("docs/FORMAT.md");
        Set<String> keys = new TreeSet<>();
        try (Stream<Path> files = Files.list(ROOT.resolve("core/src/main/java/dev/traqo/llm"))) {
            for (Path file : files.toList()) {
                Matcher key =
                        Pattern.compile("metadata(?:\\.put)?\\(\"([a-z_]+)\"").matcher(Files.readString(file));
                while (key.find()) {
                    keys.add(key.group(1));
                }
            }
        }
        assertThat(keys)
                .contains("request_model", "decode")
                .allSatisfy(key -> assertThat(format).contains("`" + key + "`"));
    }

    private static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("ARCHITECTURE.md"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
