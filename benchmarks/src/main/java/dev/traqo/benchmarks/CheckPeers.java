package dev.traqo.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Proves that every recorder writes every span, whole, before its speed is quoted: a logger that swallows its events is
 * very fast.
 */
public final class CheckPeers {

    private static final ObjectMapper JSON = new ObjectMapper();

    private CheckPeers() {}

    /** Checks all recorders and prints the bytes that each needs for a span; exits with 1 if one loses something. */
    public static void main(String[] args) throws IOException {
        int spans = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
        for (String name : RecordBenchmark.RECORDERS) {
            if (!check(name, spans, System.out)) {
                System.exit(1);
            }
        }
    }

    static boolean check(String name, int spans, PrintStream out) throws IOException {
        Path dir = BenchDir.create("check");
        try {
            Recorder recorder = Recorder.open(name, dir);
            for (int i = 0; i < spans; i++) {
                recorder.span(i);
            }
            recorder.close();
            Found found = Found.in(recorder.file());
            boolean complete = found.starts == spans && found.ends == spans && found.texts == 2L * spans;
            out.printf(
                    Locale.ROOT,
                    "%-12s %s %d of %d spans, %.0f bytes each%n",
                    name,
                    complete ? "ok  " : "LOST",
                    Math.min(found.starts, found.ends),
                    spans,
                    (double) Files.size(recorder.file()) / spans);
            return complete;
        } finally {
            BenchDir.delete(dir);
        }
    }

    /** What a file holds. */
    private static final class Found {

        private final Set<String> startIds = new HashSet<>();
        private final Set<String> knownTexts = knownTexts();
        private long starts;
        private long ends;
        private long texts;

        static Found in(Path file) throws IOException {
            Found found = new Found();
            try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
                lines.forEach(line -> found.add(JSON.readTree(line)));
            }
            return found;
        }

        private void add(JsonNode event) {
            for (JsonNode resource : event.path("resourceSpans")) {
                for (JsonNode scope : resource.path("scopeSpans")) {
                    scope.path("spans").forEach(this::addOtlp);
                }
            }
            if (!Payload.NAME.equals(event.path("name").asString(""))) {
                return;
            }
            switch (event.path("type").asString(event.path("message").asString(""))) {
                case "span_start" -> {
                    starts++;
                    startIds.add(event.path("id").asString());
                    text(event.path("input").asString());
                }
                case "span_end" -> {
                    boolean whole = event.path("metadata").has("token_usage")
                            && startIds.contains(event.path("id").asString())
                            && event.path("duration_s").isNumber();
                    ends += whole ? 1 : 0;
                    text(event.path("output").asString());
                }
                default -> {}
            }
        }

        private void addOtlp(JsonNode span) {
            if (!Payload.NAME.equals(span.path("name").asString(""))) {
                return;
            }
            starts++;
            ends += span.has("endTimeUnixNano") && span.has("parentSpanId") ? 1 : 0;
            for (JsonNode attribute : span.path("attributes")) {
                String key = attribute.path("key").asString("");
                if (List.of("input.value", "output.value").contains(key)) {
                    text(attribute.path("value").path("stringValue").asString());
                }
            }
        }

        private void text(String text) {
            texts += knownTexts.contains(text) ? 1 : 0;
        }

        private static Set<String> knownTexts() {
            Payload payload = new Payload();
            Set<String> texts = new HashSet<>();
            for (int i = 0; i < Payload.DISTINCT; i++) {
                texts.add(payload.input(i));
                texts.add(payload.output(i));
            }
            return texts;
        }
    }
}
