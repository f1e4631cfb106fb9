package dev.traqo.anthropic;

import dev.traqo.Kind;
import dev.traqo.Span;
import dev.traqo.Tracer;
import dev.traqo.read.Json;
import dev.traqo.read.JsonException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A tool of the application's, in a span when the SDK runs it. */
final class RecordedTool implements Function<String, Object> {

    private final String name;
    private final Function<String, Object> run;

    RecordedTool(String name, Function<String, Object> run) {
        this.name = name;
        this.run = run;
    }

    @Override
    public Object apply(String arguments) {
        Tracer tracer = Tracer.current();
        if (!tracer.isRecording()) {
            return run.apply(arguments);
        }
        Span.Builder span = tracer.span(name).kind(Kind.TOOL);
        boolean content = tracer.capturesContent();
        if (content) {
            span.input(parsed(arguments));
        }
        Object[] result = new Object[1];
        span.run(current -> {
            result[0] = run.apply(arguments);
            if (content) {
                current.output(shown(result[0]));
            }
        });
        return result[0];
    }

    private static @Nullable Object parsed(@Nullable String arguments) {
        try {
            return arguments == null ? null : Json.parse(arguments);
        } catch (JsonException e) {
            return arguments;
        }
    }

    private static @Nullable Object shown(@Nullable Object content) {
        try {
            return content == null ? null : AnthropicSdk.shown(content);
        } catch (RuntimeException e) {
            return null;
        }
    }
}
