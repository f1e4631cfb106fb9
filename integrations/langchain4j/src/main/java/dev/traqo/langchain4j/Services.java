package dev.traqo.langchain4j;

import dev.langchain4j.guardrail.GuardrailResult;
import dev.langchain4j.observability.api.event.GuardrailExecutedEvent;
import dev.langchain4j.observability.api.event.InputGuardrailExecutedEvent;
import dev.langchain4j.observability.api.event.OutputGuardrailExecutedEvent;
import dev.langchain4j.observability.api.listener.InputGuardrailExecutedListener;
import dev.langchain4j.observability.api.listener.OutputGuardrailExecutedListener;
import dev.langchain4j.service.AiServiceContext;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.V;
import dev.langchain4j.service.tool.ToolProvider;
import dev.langchain4j.service.tool.ToolService;
import dev.traqo.Kind;
import dev.traqo.Scope;
import dev.traqo.Span;
import dev.traqo.Tracer;
import dev.traqo.Traqo;
import dev.traqo.llm.LlmCall;
import java.lang.reflect.Field;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** AI services: interfaces of the application, and what the library puts behind them. */
final class Services {

    private Services() {}

    // ---- the parts ------------------------------------------------------------------------------------------------

    @SuppressWarnings("unchecked")
    static <T> T build(AiServices<T> builder) {
        Fields.quietly(() -> traceParts(builder));
        T service = builder.build();
        Class<?>[] types = service.getClass().getInterfaces();
        return types.length == 0 ? service : traced((Class<T>) types[0], service);
    }

    /** All that the builder was given, there where it keeps it. */
    private static void traceParts(AiServices<?> builder) throws ReflectiveOperationException {
        Field field = AiServices.class.getDeclaredField("context");
        field.setAccessible(true);
        AiServiceContext context = (AiServiceContext) field.get(builder);
        if (context.chatModel != null) {
            context.chatModel = Chats.traced(context.chatModel);
        }
        if (context.streamingChatModel != null) {
            context.streamingChatModel = Chats.traced(context.streamingChatModel);
        }
        if (context.retrievalAugmentor != null) {
            context.retrievalAugmentor = Retrieval.traced(context.retrievalAugmentor);
        }
        ToolService tools = context.toolService;
        tools.toolExecutors().replaceAll((name, executor) -> Tools.traced(executor));
        if (Fields.read(tools, "executor") instanceof Executor executor) {
            tools.executeToolsConcurrently(Traqo.wrap(executor));
        }
        Fields.quietly(() -> traceProviders(tools));
        boolean tells = Arrays.stream(AiServiceContext.class.getFields())
                .anyMatch(registrar -> registrar.getName().equals("eventListenerRegistrar"));
        if (tells) {
            Guardrails.listen(builder);
        }
    }

    private static void traceProviders(ToolService tools) throws IllegalAccessException {
        for (Field field : ToolService.class.getDeclaredFields()) {
            if (field.getName().startsWith("toolProvider") && field.trySetAccessible()) {
                Object held = field.get(tools);
                if (held instanceof ToolProvider provider) {
                    field.set(tools, Tools.traced(provider));
                } else if (held instanceof Collection<?>) {
                    @SuppressWarnings("unchecked")
                    Collection<ToolProvider> providers = (Collection<ToolProvider>) held;
                    List<ToolProvider> traced =
                            providers.stream().map(Tools::traced).toList();
                    providers.clear();
                    providers.addAll(traced);
                }
            }
        }
    }

    /** Apart from the rest, because older versions tell nothing of guardrails. */
    private static final class Guardrails {
        private static final InputGuardrailExecutedListener INPUT = Guardrails::input;
        private static final OutputGuardrailExecutedListener OUTPUT = Guardrails::output;

        static void listen(AiServices<?> builder) {
            builder.registerListener(INPUT).registerListener(OUTPUT);
        }

        private static void input(InputGuardrailExecutedEvent event) {
            Fields.quietly(() -> record(event, "input", Fields.read(event.request(), "userMessage")));
        }

        private static void output(OutputGuardrailExecutedEvent event) {
            Fields.quietly(() ->
                    record(event, "output", Fields.read(event.request(), "responseFromLLM", "aiMessage", "text")));
        }

        /** It is told of when it is over: the span has no length of its own. */
        private static void record(GuardrailExecutedEvent<?, ?, ?> event, String side, @Nullable Object checked) {
            if (!LlmCall.isRecorded()) {
                return;
            }
            GuardrailResult<?> result = event.result();
            String name = Fields.text(event, "guardrailName");
            Steps.Step step =
                    new Steps.Step(name == null ? event.guardrailClass().getSimpleName() : name, Kind.GUARDRAIL);
            step.input = plain(checked);
            step.metadata.put("guards", side);
            if (Fields.read(event, "duration") instanceof Duration lasted) {
                long micros = lasted.toNanos() / 1000;
                step.metadata.put("duration_s", micros / 1e6);
            }
            step.metadata.put("result", Fields.lowerCase(result.result()));
            List<Object> failures = new ArrayList<>();
            result.failures().forEach(failure -> failures.add(String.valueOf(failure.message())));
            Object said = result.hasRewrittenResult() ? result.successfulText() : failures.isEmpty() ? null : failures;
            Span span = Steps.begin(step);
            if (Tracer.current().capturesContent()) {
                span.output(said);
            }
            span.end();
        }
    }

    // ---- the calls ------------------------------------------------------------------------------------------------

    static <T> T traced(Class<T> type, T service) {
        return Traced.object(type, service, call -> around(type, call));
    }

    private static @Nullable Object around(Class<?> type, Traced.Call call) throws Throwable {
        boolean own = !call.method().getDeclaringClass().getName().startsWith("dev.langchain4j.");
        if (!own || !LlmCall.isRecorded()) {
            return call.proceed();
        }
        Tracer tracer = Tracer.current();
        Steps.Step step = new Steps.Step(type.getSimpleName() + "." + call.name(), Kind.CHAIN);
        Fields.quietly(() -> describe(call, step));
        Span span = Steps.begin(step);
        Object result;
        try (Scope current = span.makeCurrent()) {
            result = call.proceed();
        } catch (Throwable e) {
            span.error(e);
            span.end();
            throw e;
        }
        return handed(result, span, tracer);
    }

    private static void describe(Traced.Call call, Steps.Step step) {
        Map<String, @Nullable Object> input = new LinkedHashMap<>();
        Parameter[] parameters = call.method().getParameters();
        for (int i = 0; i < parameters.length; i++) {
            Object value = call.argument(i);
            V variable = parameters[i].getAnnotation(V.class);
            if (parameters[i].isAnnotationPresent(MemoryId.class)) {
                step.metadata.put("memory_id", value);
            } else if (value == null || !value.getClass().getName().startsWith("dev.langchain4j.invocation.")) {
                input.put(variable == null ? parameters[i].getName() : variable.value(), plain(value));
            }
        }
        step.input = input.size() == 1 ? input.values().iterator().next() : input;
    }

    /** Messages in the shape of messages. */
    private static @Nullable Object plain(@Nullable Object argument) {
        return argument instanceof dev.langchain4j.data.message.ChatMessage message
                ? Messages.message(message).get("content")
                : argument;
    }

    /** What the application gets; the span ends now, or with what is still to come. */
    private static @Nullable Object handed(@Nullable Object result, Span span, Tracer tracer) {
        if (result instanceof TokenStream stream) {
            return new StreamedService(span, tracer).traced(stream);
        }
        if (result instanceof CompletionStage<?> stage) {
            stage.whenComplete((value, error) -> end(span, tracer, value, error));
            return result;
        }
        if (result != null && Reactive.isFlux(result)) {
            return Reactive.traced(result, new StreamedService(span, tracer));
        }
        end(span, tracer, result, null);
        return result;
    }

    private static void end(Span span, Tracer tracer, @Nullable Object result, @Nullable Throwable error) {
        if (error != null) {
            span.error(error);
        } else if (tracer.capturesContent()) {
            Object content = result instanceof dev.langchain4j.service.Result<?> of ? of.content() : result;
            span.output(plain(content));
        }
        span.end();
    }
}
