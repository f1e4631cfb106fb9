package dev.traqo.read;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Small traces as text, and ways to put them on disk. */
public final class TraceFileSamples {

    public static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
    public static final String START = "{\"type\":\"trace_start\",\"trace_id\":\"" + TRACE_ID
            + "\",\"ts\":\"2026-01-01T00:00:00.000000Z\",\"name\":\"run\",\"format\":1,\"tags\":[\"a\",\"b\"],\"thread_id\":\"conv\"}";
    public static final String SPAN_START =
            "{\"type\":\"span_start\",\"id\":\"00000000000000a1\",\"parent_id\":null,\"name\":\"step\",\"ts\":\"2026-01-01T00:00:01.000000Z\",\"kind\":\"llm\",\"input\":{\"q\":1}}";
    public static final String SPAN_END =
            "{\"type\":\"span_end\",\"id\":\"00000000000000a1\",\"parent_id\":null,\"name\":\"step\",\"ts\":\"2026-01-01T00:00:02.500000Z\",\"duration_s\":1.500000,\"status\":\"ok\",\"kind\":\"llm\",\"metadata\":{\"model\":\"gpt-4o\",\"token_usage\":{\"input_tokens\":100,\"output_tokens\":20,\"cost\":0.5}},\"output\":\"x\"}";
    public static final String END = "{\"type\":\"trace_end\",\"trace_id\":\"" + TRACE_ID
            + "\",\"ts\":\"2026-01-01T00:00:03.000000Z\",\"duration_s\":3.000000,\"status\":\"ok\",\"stats\":{\"spans\":1,\"events\":0,\"errors\":0,\"total_input_tokens\":100,\"total_output_tokens\":20,\"total_cost\":0.5}}";

    private TraceFileSamples() {}

    public static String text(String... lines) {
        return String.join("\n", lines) + "\n";
    }

    public static String whole() {
        return text(START, SPAN_START, SPAN_END, END);
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    public static Path write(Path dir, String name, String text) throws IOException {
        return Files.write(dir.resolve(name), utf8(text));
    }

    public static List<TraceEvent> events(Path file) throws IOException {
        try (TraceReader reader = TraceReader.open(file)) {
            List<TraceEvent> events = new ArrayList<>();
            for (TraceEvent event = reader.next(); event != null; event = reader.next()) {
                events.add(event);
            }
            return events;
        }
    }

    public static Skipped skipped(Path file) throws IOException {
        try (TraceReader reader = TraceReader.open(file)) {
            while (reader.next() != null) {}
            return reader.skipped();
        }
    }

    /** What a file says, line by line, wherever its inputs are kept. */
    public static List<String> contents(Path file) throws IOException {
        return events(file).stream().map(event -> Json.write(event.fields())).toList();
    }
}
