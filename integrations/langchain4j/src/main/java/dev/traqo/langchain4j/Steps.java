package dev.traqo.langchain4j;

import dev.traqo.Kind;
import dev.traqo.Span;
import dev.traqo.Tracer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step that is no call of a model: a tool, a search, a change of a store. Nothing here throws but what the step throws.
 */
final class Steps {

    /** The span of the innermost step of this thread, while it is open. */
    private static final ThreadLocal<@Nullable Running> RUNNING = new ThreadLocal<>();

    private record Running(Step step, Span span) {}

    private Steps() {}

    /** What of a step is recorded. */
    static final class Step {
        final String name;
        final @Nullable Kind kind;

        @Nullable
        Object input;

        final Map<String, @Nullable Object> metadata = new LinkedHashMap<>();

        Step(String name, @Nullable Kind kind) {
            this.name = name;
            this.kind = kind;
        }
    }

    /** Makes of what a step returned what is recorded. */
    @FunctionalInterface
    interface Result {
        @Nullable
        Object of(@Nullable Object returned);
    }

    /** A failure that a tool reports without throwing. */
    static final class ToolError extends Exception {
        ToolError(String message) {
            super(message, null, false, false);
        }
    }

    /** The span, begun here, not yet current. */
    static Span begin(Step step) {
        return begin(step, Tracer.current(), null);
    }

    /** @param parent null for what is current */
    static Span begin(Step step, Tracer tracer, @Nullable Span parent) {
        Span.Builder span = tracer.span(step.name).metadata(step.metadata);
        if (step.kind != null) {
            span.kind(step.kind);
        }
        if (parent != null) {
            span.parent(parent);
        }
        return (tracer.capturesContent() ? span.input(step.input) : span).start();
    }

    /** Runs the method as this step. */
    static @Nullable Object run(Step step, Traced.Call call, Result result) throws Throwable {
        Span span = begin(step);
        Running before = RUNNING.get();
        RUNNING.set(new Running(step, span));
        try (var current = span.makeCurrent()) {
            Object returned = call.proceed();
            Fields.quietly(() -> end(span, result.of(returned), returned));
            return returned;
        } catch (Throwable e) {
            span.error(e);
            throw e;
        } finally {
            RUNNING.set(before);
            span.end();
        }
    }

    private static void end(Span span, @Nullable Object output, @Nullable Object returned) {
        if (Tracer.current().capturesContent()) {
            span.output(output);
        }
        if (Boolean.TRUE.equals(Fields.read(returned, "isError"))) {
            span.error(new ToolError(String.valueOf(output)));
        }
    }

    /** The span of a step of this name or kind, if this runs in it with no other span between: it is the same step. */
    static @Nullable Span around(Kind kind, String name) {
        Running running = RUNNING.get();
        boolean same = running != null
                && running.step.kind == kind
                && (kind == Kind.TOOL || running.step.name.equals(name))
                && running.span == Span.current();
        return same ? running.span : null;
    }
}
