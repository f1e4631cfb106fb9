package dev.traqo.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * The standard span: a model call with a parent, two tags, model, provider, token usage, and texts of about a hundred
 * characters that hold two quotes and a newline. As a trace file holds it, it is a line of 332 bytes and one of 412.
 */
final class Payload {

    /** Bytes of both lines, newlines included. */
    static final int SPAN_BYTES = 744;

    static final String NAME = "classify";
    static final String PARENT_ID = "fedcba9876543210";
    static final String KIND = "llm";
    static final String MODEL = "gpt-4o";
    static final String PROVIDER = "openai";
    static final int INPUT_TOKENS = 1000;
    static final int OUTPUT_TOKENS = 50;
    static final List<String> TAGS = List.of("llm", "prod");

    /** A power of two, so that a counter is turned into an index by a mask. */
    static final int DISTINCT = 1024;

    private static final int INPUT_CHARS = 103;
    private static final int OUTPUT_CHARS = 93;

    private final String[] inputs = new String[DISTINCT];
    private final String[] outputs = new String[DISTINCT];
    private final byte[][] lines = new byte[DISTINCT][];

    Payload() {
        Random random = new Random(744);
        for (int i = 0; i < DISTINCT; i++) {
            inputs[i] = Prose.quoted(random, INPUT_CHARS);
            outputs[i] = Prose.quoted(random, OUTPUT_CHARS);
            lines[i] = encode(String.format(Locale.ROOT, "%016x", random.nextLong()), inputs[i], outputs[i]);
        }
    }

    String input(int i) {
        return inputs[i & (DISTINCT - 1)];
    }

    String output(int i) {
        return outputs[i & (DISTINCT - 1)];
    }

    /** Both lines of span {@code i}, encoded beforehand. */
    byte[] lines(int i) {
        return lines[i & (DISTINCT - 1)];
    }

    private static byte[] encode(String id, String input, String output) {
        String start = "{\"type\":\"span_start\",\"id\":\"" + id + "\",\"parent_id\":\"" + PARENT_ID
                + "\",\"name\":\"classify\",\"ts\":\"2026-11-22T10:24:29.028902Z\",\"kind\":\"llm\","
                + "\"tags\":[\"llm\",\"prod\"],\"metadata\":{\"model\":\"gpt-4o\",\"provider\":\"openai\"},"
                + "\"input\":\"" + Prose.escaped(input) + "\"}\n";
        String end = "{\"type\":\"span_end\",\"id\":\"" + id + "\",\"parent_id\":\"" + PARENT_ID
                + "\",\"name\":\"classify\",\"ts\":\"2026-11-22T10:24:29.841247Z\",\"duration_s\":0.812345,"
                + "\"status\":\"ok\",\"kind\":\"llm\",\"tags\":[\"llm\",\"prod\"],\"metadata\":{\"model\":\"gpt-4o\","
                + "\"provider\":\"openai\",\"token_usage\":{\"input_tokens\":1000,\"output_tokens\":50}},"
                + "\"output\":\"" + Prose.escaped(output) + "\"}\n";
        return (start + end).getBytes(StandardCharsets.UTF_8);
    }
}
