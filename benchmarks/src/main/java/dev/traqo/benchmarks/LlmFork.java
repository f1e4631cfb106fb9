package dev.traqo.benchmarks;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.traqo.Tracer;
import dev.traqo.benchmarks.LlmRow.Watch;
import dev.traqo.benchmarks.LlmRow.Work;
import dev.traqo.openai.TraqoOpenAI;
import dev.traqo.read.Json;
import dev.traqo.read.TraceTree;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One fork of one row: calls until warm, then measures blocks of calls and writes the medians. */
public final class LlmFork {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** After 4,000 whole answers the compiler is still busy: the SDK alone then costs twice what it costs in the end. */
    private static final int WARM_ANSWERS = 30_000;

    private static final int WARM_STREAMS = 500;

    private final OpenAIClient client;
    private final Work work;
    private long sink;

    private LlmFork(OpenAIClient client, Work work) {
        this.client = client;
        this.work = work;
    }

    /** Takes work, watch, base URL, quick, and the file for the result. */
    public static void main(String[] args) throws IOException {
        Work work = Work.valueOf(args[0]);
        Watch watch = Watch.valueOf(args[1]);
        boolean quick = Boolean.parseBoolean(args[3]);
        OpenAIClient plain = OpenAIOkHttpClient.builder()
                .baseUrl(args[2])
                .apiKey("none")
                .maxRetries(0)
                .build();
        OpenAIClient client = watch == Watch.PLAIN || watch == Watch.OTEL ? plain : TraqoOpenAI.traced(plain);
        LlmFork fork = new LlmFork(client, work);
        Path dir = BenchDir.create("llm");
        try {
            Map<String, Object> result;
            if (watch == Watch.TRACED || watch == Watch.LEAN) {
                Path file = dir.resolve("run.jsonl");
                try (Tracer tracer = Tracer.builder(file)
                        .captureContent(watch == Watch.TRACED)
                        .open()) {
                    result = fork.measure(quick);
                }
                fork.check(file);
            } else {
                result = fork.measure(quick);
            }
            Files.writeString(Path.of(args[4]), Json.write(result));
        } finally {
            BenchDir.delete(dir);
        }
        System.exit(fork.sink == 0 ? 1 : 0);
    }

    /** What was measured must have been recorded. */
    private void check(Path file) throws IOException {
        TraceTree trace = TraceTree.read(file).get(0);
        if (trace.llmSpans().isEmpty()
                || trace.llmSpans().stream().anyMatch(span -> span.metadata().get("finish_reason") == null)) {
            throw new IllegalStateException(file + " does not hold the calls");
        }
    }

    private Map<String, Object> measure(boolean quick) {
        int perBlock = work == Work.CHUNK ? 5 : 200;
        int blocks = quick ? 5 : 25;
        int units = work == Work.CHUNK ? LlmRun.CHUNKS * perBlock : perBlock;
        block(quick ? 2 * perBlock : work == Work.CHUNK ? WARM_STREAMS : WARM_ANSWERS);
        double[] wall = new double[blocks];
        double[] caller = new double[blocks];
        double[] bytes = new double[blocks];
        long processBefore = PROCESS.getProcessCpuTime(); // of all blocks: it is counted in hundredths of a second
        for (int i = 0; i < blocks; i++) {
            long id = Thread.currentThread().getId();
            long wallBefore = System.nanoTime();
            long bytesBefore = THREADS.getThreadAllocatedBytes(id);
            long callerBefore = THREADS.getCurrentThreadCpuTime();
            block(perBlock);
            caller[i] = (THREADS.getCurrentThreadCpuTime() - callerBefore) / 1e3 / units;
            bytes[i] = (double) (THREADS.getThreadAllocatedBytes(id) - bytesBefore) / units;
            wall[i] = (System.nanoTime() - wallBefore) / 1e3 / units;
        }
        double process = (PROCESS.getProcessCpuTime() - processBefore) / 1e3 / units / blocks;
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("jdk", System.getProperty("java.version"));
        result.put("wall", ForkResult.median(wall));
        result.put("caller", ForkResult.median(caller));
        result.put("process", process);
        result.put("bytes", ForkResult.median(bytes));
        return result;
    }

    private void block(int calls) {
        for (int i = 0; i < calls; i++) {
            switch (work) {
                case CALL -> sink += length(client.chat().completions().create(request(i)));
                case ASYNC_CALL ->
                    sink += length(client.async()
                            .chat()
                            .completions()
                            .create(request(i))
                            .join());
                case CHUNK -> {
                    try (StreamResponse<ChatCompletionChunk> stream =
                            client.chat().completions().createStreaming(request(i))) {
                        stream.stream().forEach(chunk -> sink += chunk.choices().size());
                    }
                }
            }
        }
    }

    private static long length(ChatCompletion answer) {
        return answer.choices().get(0).message().content().orElseThrow().length();
    }

    /** A support conversation of five messages with two tools, about two kilobytes. */
    private static ChatCompletionCreateParams request(int number) {
        return ChatCompletionCreateParams.builder()
                .model("gpt-5.4-mini")
                .temperature(0.2)
                .maxCompletionTokens(500)
                .addSystemMessage("You answer customers of a maker of coffee machines. Be brief, be exact, and never"
                        + " promise what the warranty does not cover. Today is 2026-11-20.")
                .addUserMessage("Hello, my machine (order LK-" + number + ") shows E07 and does not heat any more."
                        + " Is the repair still covered by the warranty?")
                .addAssistantMessage("I am sorry to hear that. E07 means that the heater reports no temperature."
                        + " Have you tried to switch the machine off for ten minutes?")
                .addUserMessage("Yes, twice. It does not help. I also want to cancel my bean subscription today.")
                .addUserMessage("How much do I get back, and how long does the refund take? \"Soon\" is no answer.")
                .addFunctionTool(tool("look_up_order", "Finds an order by its number.", "order"))
                .addFunctionTool(tool("prorate_refund", "What a customer gets back for a subscription.", "from"))
                .build();
    }

    private static FunctionDefinition tool(String name, String description, String parameter) {
        return FunctionDefinition.builder()
                .name(name)
                .description(description)
                .parameters(FunctionParameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty(
                                "properties", JsonValue.from(Map.of(parameter, Map.of("type", "string"))))
                        .putAdditionalProperty("required", JsonValue.from(List.of(parameter)))
                        .build())
                .build();
    }
}
