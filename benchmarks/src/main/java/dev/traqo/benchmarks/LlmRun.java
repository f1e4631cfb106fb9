package dev.traqo.benchmarks;

import dev.traqo.benchmarks.LlmRow.Watch;
import dev.traqo.benchmarks.LlmRow.Work;
import dev.traqo.read.Json;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.LlmRequest;
import dev.traqo.testkit.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Measures what recording a model call costs the thread that makes it, and prints the table. The server runs here, the
 * client in a JVM of its own for every row; the rows take turns.
 */
public final class LlmRun {

    static final int CHUNKS = 400;

    private static final String WHOLE_ANSWER = "The refund takes five working days from the day we have the machine. ";

    private LlmRun() {}

    /** Takes {@code --jdks "HOME HOME" --forks N --rows REGEX --quick --results DIR}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Arguments arguments = Arguments.parse(args);
        List<LlmRow> rows = LlmRow.all().stream()
                .filter(row -> row.id().matches(arguments.rows()))
                .toList();
        Measurements measurements = new Measurements();
        boolean failed = false;
        for (int round = 1; round <= arguments.forks(); round++) {
            for (Path jdk : arguments.jdks()) {
                for (LlmRow row : rows) {
                    System.err.printf("round %d  %s  %s%n", round, jdk.getFileName(), row.id());
                    // A server for each fork: it remembers every request.
                    try (FakeLlmServer server = FakeLlmServer.start().answer(LlmRun::reply)) {
                        failed |= !fork(row, jdk, server, arguments, measurements);
                    }
                }
            }
        }
        measurements.write(arguments.results().resolve("llm.json"));
        String tables = new LlmTables(measurements).toMarkdown();
        Files.writeString(arguments.results().resolve("llm.md"), tables);
        System.out.print(tables);
        System.exit(failed ? 1 : 0);
    }

    private static Reply reply(LlmRequest request) {
        return Boolean.TRUE.equals(request.json().get("stream"))
                ? Reply.manyChunks(CHUNKS)
                : Reply.text(WHOLE_ANSWER.repeat(12));
    }

    private static boolean fork(
            LlmRow row, Path jdk, FakeLlmServer server, Arguments arguments, Measurements measurements)
            throws IOException, InterruptedException {
        Path result = Files.createTempFile("traqo-bench-", ".json");
        Path log = arguments.results().resolve("llm-" + row.id() + ".log");
        List<String> command = new ArrayList<>(List.of(jdk.resolve("bin/java").toString(), "-Xms1g", "-Xmx1g"));
        command.add("-D" + BenchDir.PROPERTY + "=" + BenchDir.root());
        if (row.watch() == Watch.OTEL) {
            command.add("-javaagent:" + arguments.results().resolve("agents/opentelemetry-javaagent.jar"));
            command.add("-Dotel.traces.exporter=logging-otlp");
            command.add("-Dotel.logs.exporter=logging-otlp");
            command.add("-Dotel.metrics.exporter=none");
            command.add("-Dotel.instrumentation.genai.capture-message-content=true");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LlmFork.class.getName()));
        command.addAll(List.of(
                row.work().name(),
                row.watch().name(),
                server.baseUrl(),
                Boolean.toString(arguments.quick()),
                result.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (process.waitFor() != 0) {
                System.err.println("        " + row.id() + " failed, see " + log);
                return false;
            }
            Map<?, ?> numbers = Objects.requireNonNull((Map<?, ?>) Json.parse(Files.readString(result)));
            measurements.add(
                    "JDK " + numbers.get("jdk"),
                    row.id(),
                    new ForkResult(
                            number(numbers, "wall"),
                            number(numbers, "caller"),
                            Double.NaN,
                            number(numbers, "process"),
                            number(numbers, "bytes"),
                            Map.of()));
            if (row.work() != Work.CHUNK || row.watch() != Watch.OTEL) {
                Files.deleteIfExists(log);
            }
            return true;
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(result);
        }
    }

    private static double number(Map<?, ?> numbers, String key) {
        return numbers.get(key) instanceof Number number ? number.doubleValue() : Double.NaN;
    }
}
