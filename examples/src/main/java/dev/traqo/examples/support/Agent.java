package dev.traqo.examples.support;

import static com.openai.models.chat.completions.ChatCompletionMessageParam.ofAssistant;
import static com.openai.models.chat.completions.ChatCompletionMessageParam.ofSystem;
import static com.openai.models.chat.completions.ChatCompletionMessageParam.ofTool;
import static com.openai.models.chat.completions.ChatCompletionMessageParam.ofUser;

import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionMessageParam;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionSystemMessageParam;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.chat.completions.ChatCompletionUserMessageParam;
import dev.traqo.Kind;
import dev.traqo.Span;
import dev.traqo.Tracer;
import dev.traqo.read.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A model with instructions and tools: it is asked, its tools are run, and it is asked again until it answers. */
final class Agent {

    private static final int MOST_TURNS = 8;
    private static final int MOST_ATTEMPTS = 3;

    private final String name;
    private final String instructions;
    private final List<Tool> tools;
    private final List<ChatCompletionFunctionTool> definitions;
    private final ChatClient model;

    Agent(String name, String instructions, List<Tool> tools, ChatClient model) {
        this.name = name;
        this.instructions = instructions;
        this.tools = List.copyOf(tools);
        this.definitions = tools.stream().map(Tool::definition).toList();
        this.model = model;
    }

    /** What the agent found, and the results of the tools that it relies on. */
    record Result(String text, List<String> sources) {}

    /**
     * Works on a task until the model has nothing more to do.
     *
     * @param onText gets what the model says while it says it
     */
    Result run(String task, Consumer<String> onText) throws LlmException {
        return Tracer.current().span(name).kind(Kind.AGENT).input(task).call(span -> {
            List<ChatCompletionMessageParam> messages = new ArrayList<>();
            messages.add(ofSystem(ChatCompletionSystemMessageParam.builder()
                    .content(instructions)
                    .build()));
            messages.add(ofUser(
                    ChatCompletionUserMessageParam.builder().content(task).build()));
            List<String> sources = new ArrayList<>();
            for (int turn = 1; turn <= MOST_TURNS; turn++) {
                ChatCompletionMessage answer = model.chat(messages, definitions, onText);
                messages.add(ofAssistant(answer.toParam()));
                List<ChatCompletionMessageToolCall> calls = answer.toolCalls().orElse(List.of());
                if (calls.isEmpty()) {
                    String text = answer.content().orElse("");
                    span.metadata("turns", turn).output(text);
                    return new Result(text, sources);
                }
                for (ChatCompletionMessageToolCall wanted : calls) {
                    ChatCompletionMessageFunctionToolCall call = wanted.asFunction();
                    String result = Json.write(runTool(call.function()));
                    sources.add(result);
                    messages.add(ofTool(ChatCompletionToolMessageParam.builder()
                            .toolCallId(call.id())
                            .content(result)
                            .build()));
                }
            }
            throw new LlmException(name + " had no answer after " + MOST_TURNS + " turns", null);
        });
    }

    private Object runTool(ChatCompletionMessageFunctionToolCall.Function call) throws LlmException {
        Map<String, @Nullable Object> arguments = Values.parse(call.arguments());
        try {
            Tool tool = tool(call.name());
            for (int attempt = 1; attempt < MOST_ATTEMPTS; attempt++) {
                try {
                    return attempt(tool, arguments, attempt);
                } catch (ServiceUnavailableException e) {
                    Tracer.current()
                            .log("retry", Tool.ordered("tool", tool.name(), "because", String.valueOf(e.getMessage())));
                    TimeUnit.MILLISECONDS.sleep(50L * attempt);
                }
            }
            return attempt(tool, arguments, MOST_ATTEMPTS);
        } catch (LlmException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LlmException(name + " was interrupted", e);
        } catch (Exception e) {
            // The model reads what went wrong and can do better.
            return Tool.ordered("error", String.valueOf(e.getMessage()));
        }
    }

    /** Each attempt is a span of its own, so the trace shows the one that failed. */
    private static Object attempt(Tool tool, Map<String, @Nullable Object> arguments, int attempt) throws Exception {
        Span.Builder step = Tracer.current().span(tool.name()).kind(tool.kind()).input(arguments);
        if (attempt > 1) {
            step.metadata("attempt", attempt);
        }
        return step.call(span -> tool.action().run(arguments));
    }

    private Tool tool(String wanted) {
        return tools.stream()
                .filter(tool -> tool.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no tool " + wanted));
    }
}
