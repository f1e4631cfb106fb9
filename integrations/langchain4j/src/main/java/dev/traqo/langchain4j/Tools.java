package dev.traqo.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.service.tool.AiServiceTool;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.langchain4j.service.tool.ToolProvider;
import dev.langchain4j.service.tool.ToolProviderResult;
import dev.traqo.Kind;
import dev.traqo.Span;
import dev.traqo.llm.LlmCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tools that models ask for, on whatever thread they run. */
final class Tools {

    private Tools() {}

    static ToolExecutor traced(ToolExecutor executor) {
        return Traced.object(ToolExecutor.class, executor, Tools::around);
    }

    /** A provider of tools, which are traced. */
    static ToolProvider traced(ToolProvider provider) {
        return Traced.object(ToolProvider.class, provider, call -> {
            Object provided = call.proceed();
            try {
                return provided instanceof ToolProviderResult result ? traced(result) : provided;
            } catch (RuntimeException | LinkageError e) { // older than 1.14: the tools stay as they are
                return provided;
            }
        });
    }

    private static ToolProviderResult traced(ToolProviderResult result) {
        List<AiServiceTool> tools = result.aiServiceTools().stream()
                .map(tool -> tool.toBuilder()
                        .toolExecutor(traced(tool.toolExecutor()))
                        .build())
                .toList();
        return new ToolProviderResult(tools);
    }

    private static @Nullable Object around(Traced.Call call) throws Throwable {
        return call.argument(0) instanceof ToolExecutionRequest request && LlmCall.isRecorded()
                ? Steps.run(step(request), call, Tools::text)
                : call.proceed();
    }

    static Steps.Step step(ToolExecutionRequest request) {
        Steps.Step step = new Steps.Step(String.valueOf(request.name()), Kind.TOOL);
        step.metadata.put("tool_call_id", request.id());
        step.input = Fields.json(request.arguments());
        return step;
    }

    /** A string, or what the library makes of anything else. */
    static @Nullable Object text(@Nullable Object returned) {
        Object text = Fields.read(returned, "resultText");
        return text == null ? returned : text;
    }

    /** A tool of an MCP server; below the span of a tool of a service it is that tool. */
    static @Nullable Object aroundMcp(Traced.Call call) throws Throwable {
        if (!(call.argument(0) instanceof ToolExecutionRequest request)
                || !call.name().equals("executeTool")
                || !LlmCall.isRecorded()) {
            return call.proceed();
        }
        Object server = Fields.text(call.delegate(), "key");
        Span same = Steps.around(Kind.TOOL, String.valueOf(request.name()));
        if (same != null) {
            same.metadata("mcp_client", server);
            return call.proceed();
        }
        Steps.Step step = step(request);
        step.metadata.put("mcp_client", server);
        return Steps.run(step, call, Tools::text);
    }
}
