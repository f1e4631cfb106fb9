package dev.traqo.anthropic;

import com.anthropic.models.beta.messages.BetaTool;
import com.anthropic.models.beta.messages.MessageCreateParams;
import com.anthropic.models.beta.messages.ToolRunnerCreateParams;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tool runners and message threads, which call the service that made them: the same helpers on the traced service, with
 * tools that are recorded when they run.
 */
final class Helpers {

    private static final String PACKAGE = "com.anthropic.helpers.";

    private final Object traced;
    private final Object service;

    private Helpers(Object traced, Object service) {
        this.traced = traced;
        this.service = service;
    }

    /** The helper, on the traced service; the helper itself if this version's cannot be changed. */
    static Object on(Object traced, Object service, Object helper) {
        try {
            return new Helpers(traced, service).changed(helper);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return helper;
        }
    }

    private Object changed(Object helper) throws ReflectiveOperationException {
        boolean unthreaded = helper.getClass().getName().equals(PACKAGE + "BetaToolRunner") && hasNoThread(helper);
        return Private.copy(helper, value -> value(value, unthreaded));
    }

    /** A runner that asked for a thread at a backend without them must not get one now. */
    private static boolean hasNoThread(Object runner) {
        try {
            return Private.value(runner, "thread") == null;
        } catch (ReflectiveOperationException e) {
            return false; // a version without threads
        }
    }

    private @Nullable Object value(@Nullable Object value, boolean unthreaded) {
        try {
            if (value == null) {
                return null;
            } else if (value == service) {
                return traced;
            } else if (value instanceof ToolRunnerCreateParams params) {
                return runner(params, unthreaded);
            }
            String type = value.getClass().getName();
            if (type.equals(PACKAGE + "MessageThreadState")) {
                Field fields = Private.field(value, "fields");
                fields.set(value, withTools((MessageCreateParams) fields.get(value)));
            } else if (type.startsWith(PACKAGE)) {
                return changed(value);
            }
            return value;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ToolRunnerCreateParams runner(ToolRunnerCreateParams params, boolean unthreaded) {
        ToolRunnerCreateParams.Builder changed =
                params.toBuilder().initialMessageParams(withTools(params.initialMessageParams()));
        if (unthreaded) {
            changed.thread(false);
        }
        return changed.build();
    }

    /** The parameters, with each tool that the SDK can run recorded when it does; as they are in versions without. */
    private static MessageCreateParams withTools(MessageCreateParams params) {
        try {
            MessageCreateParams.Builder builder = params.toBuilder();
            Field field = Private.field(builder, "runnableTools");
            if (!(field.get(builder) instanceof List<?> tools) || tools.isEmpty()) {
                return params;
            }
            List<Object> recorded = new ArrayList<>();
            for (Object tool : tools) {
                if (!(Private.value(tool, "definition") instanceof BetaTool definition)) {
                    return params;
                }
                recorded.add(Private.copy(tool, value -> recorded(definition.name(), value)));
            }
            field.set(builder, recorded);
            return builder.build();
        } catch (ReflectiveOperationException | RuntimeException e) {
            return params;
        }
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object recorded(String name, @Nullable Object value) {
        return value instanceof Function<?, ?> run && !(run instanceof RecordedTool)
                ? new RecordedTool(name, (Function<String, Object>) run)
                : value;
    }
}
