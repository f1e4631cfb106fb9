package dev.traqo.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A trace as an agent leaves it: turns with retrieval, model calls and tools in them, in the order in which they
 * started and ended. Written without the library, so that a reader is not measured against its own writer.
 */
final class GeneratedTrace {

    private static final long DAY_MICROS = Instant.parse("2026-11-22T00:00:00Z").getEpochSecond() * 1_000_000;

    private final StringBuilder line = new StringBuilder(1024);
    private final Random random;
    private final String name;
    private final String traceId;
    private long now;
    private int left;
    private long spans;
    private long errors;
    private long inputTokens;
    private long outputTokens;

    GeneratedTrace(long seed, String name) {
        this.random = new Random(seed);
        this.name = name;
        this.traceId = hex() + hex();
        this.now = DAY_MICROS + seed * 977_000;
    }

    void write(OutputStream out, int count) throws IOException {
        long begin = now;
        left = count;
        line.append("{\"type\":\"trace_start\",\"trace_id\":\"").append(traceId).append("\",\"ts\":\"");
        timestamp();
        line.append("\",\"name\":\"").append(name).append("\",\"format\":1,\"tracer_version\":\"jvm-0.1.0\",");
        line.append("\"pid\":4711,\"host\":\"worker-3\",\"thread_id\":\"conv-").append(random.nextInt(500));
        line.append("\",\"tags\":[\"production\"]}\n");
        while (left > 0) {
            turn(out);
        }
        line.append("{\"type\":\"trace_end\",\"trace_id\":\"").append(traceId).append("\",\"ts\":\"");
        timestamp();
        line.append("\",\"duration_s\":")
                .append(seconds(now - begin))
                .append(",\"status\":\"ok\",\"stats\":{\"spans\":");
        line.append(spans).append(",\"events\":0,\"errors\":").append(errors);
        line.append(",\"total_input_tokens\":").append(inputTokens);
        line.append(",\"total_output_tokens\":").append(outputTokens);
        line.append(",\"total_cache_read_tokens\":0,\"total_cache_creation_tokens\":0,\"total_reasoning_tokens\":0,");
        line.append("\"total_cost\":0}}\n");
        drain(out);
    }

    /** An agent answers one question: a chain that retrieves, asks the model and calls tools. */
    private void turn(OutputStream out) throws IOException {
        String agent = hex();
        long began = start(agent, null, "agent", "answer", 180);
        int steps = 2 + random.nextInt(4);
        for (int i = 0; i < steps && left > 0; i++) {
            String chain = hex();
            long chained = start(chain, agent, "chain", "step", 40);
            leaf(chain, "retriever", "search_documents", 60, 420);
            leaf(chain, "llm", "plan", 330, 180);
            int tools = 1 + random.nextInt(3);
            for (int tool = 0; tool < tools; tool++) {
                leaf(chain, "tool", tool == 0 ? "lookup_order" : "compute_refund", 70, 110);
            }
            leaf(chain, "llm", "answer", 420, 240);
            end(chain, agent, "chain", "step", 60, chained, false);
            drain(out);
        }
        end(agent, null, "agent", "answer", 220, began, false);
        drain(out);
    }

    private void leaf(String parent, String kind, String called, int inputChars, int outputChars) {
        if (left > 0) {
            String id = hex();
            long began = start(id, parent, kind, called, inputChars);
            now += kind.equals("llm") ? 300_000 + random.nextInt(2_000_000) : random.nextInt(50_000);
            end(id, parent, kind, called, outputChars, began, random.nextInt(100) == 0);
        }
    }

    private long start(String id, @Nullable String parent, String kind, String called, int chars) {
        left--;
        now += 20 + random.nextInt(300);
        head("span_start", id, parent, called);
        line.append(",\"kind\":\"").append(kind).append('"');
        if (kind.equals("llm")) {
            line.append(",\"metadata\":{\"model\":\"").append(model(id)).append("\",\"provider\":\"openai\"}");
        }
        line.append(",\"input\":{\"text\":\"");
        Prose.append(line, random, chars * 3 / 10 + random.nextInt(chars * 6 / 10));
        line.append("\"}}\n");
        return now;
    }

    private void end(
            String id, @Nullable String parent, String kind, String called, int chars, long began, boolean failed) {
        now += 20 + random.nextInt(300);
        head("span_end", id, parent, called);
        line.append(",\"duration_s\":").append(seconds(now - began));
        line.append(",\"status\":\"")
                .append(failed ? "error" : "ok")
                .append("\",\"kind\":\"")
                .append(kind)
                .append('"');
        if (kind.equals("llm")) {
            tokens(id);
        }
        if (failed) {
            line.append(",\"error\":{\"type\":\"java.io.IOException\",\"message\":\"connection reset\",");
            line.append(
                    "\"traceback\":\"java.io.IOException: connection reset\\n\\tat app.Client.call(Client.java:42)\"}");
            errors++;
        }
        line.append(",\"output\":\"");
        Prose.append(line, random, chars * 3 / 10 + random.nextInt(chars * 6 / 10));
        line.append("\"}\n");
        spans++;
    }

    private void tokens(String id) {
        int input = 200 + random.nextInt(4000);
        int output = 20 + random.nextInt(600);
        inputTokens += input;
        outputTokens += output;
        line.append(",\"metadata\":{\"model\":\"").append(model(id)).append("\",\"provider\":\"openai\",");
        line.append("\"token_usage\":{\"input_tokens\":").append(input);
        line.append(",\"output_tokens\":").append(output).append("}}");
    }

    private void head(String type, String id, @Nullable String parent, String called) {
        line.append("{\"type\":\"")
                .append(type)
                .append("\",\"id\":\"")
                .append(id)
                .append("\",\"parent_id\":");
        if (parent == null) {
            line.append("null");
        } else {
            line.append('"').append(parent).append('"');
        }
        line.append(",\"name\":\"").append(called).append("\",\"ts\":\"");
        timestamp();
        line.append('"');
    }

    /** The model of a span, from its id: the same at its start and at its end. */
    private static String model(String id) {
        return id.charAt(15) < '8' ? "gpt-4o" : "gpt-4o-mini";
    }

    private void timestamp() {
        line.append(Instant.ofEpochSecond(now / 1_000_000).toString(), 0, 19);
        String micros = Long.toString(1_000_000 + now % 1_000_000);
        line.append('.').append(micros, 1, 7).append('Z');
    }

    private static String seconds(long micros) {
        return String.format(Locale.ROOT, "%d.%06d", micros / 1_000_000, micros % 1_000_000);
    }

    private String hex() {
        return String.format(Locale.ROOT, "%016x", random.nextLong());
    }

    private void drain(OutputStream out) throws IOException {
        out.write(line.toString().getBytes(StandardCharsets.UTF_8));
        line.setLength(0);
    }
}
