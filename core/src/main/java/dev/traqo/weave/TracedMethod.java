package dev.traqo.weave;

import dev.traqo.Span;
import dev.traqo.Trace;
import dev.traqo.internal.Log;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What there is to know of one {@link Trace} method, found once.
 *
 * <p>Where the annotation or the signature cannot be read, the method gets a span with its name and nothing else: what
 * must not be recorded is then unknown.
 */
final class TracedMethod {

    private static final ClassValue<ConcurrentHashMap<String, TracedMethod>> KNOWN = new ClassValue<>() {
        @Override
        protected ConcurrentHashMap<String, TracedMethod> computeValue(Class<?> type) {
            return new ConcurrentHashMap<>();
        }
    };

    private final String name;
    private final boolean supported;
    private final Shape shape;
    private final Arguments arguments;
    private final boolean recordsOutput;
    private final @Nullable String kind;
    private final String @Nullable [] tags;
    private final String @Nullable [] metadata;

    /** A method of which only the name is known. */
    private TracedMethod(String name, boolean supported) {
        this.name = name;
        this.supported = supported;
        shape = Shape.VALUE;
        arguments = Arguments.NONE;
        recordsOutput = false;
        kind = null;
        tags = null;
        metadata = null;
    }

    private TracedMethod(String method, Class<?> returns, Trace trace, Arguments arguments, String where) {
        String given = trace.name().isEmpty() ? trace.value() : trace.name();
        name = given.isEmpty() ? method : given;
        supported = true;
        shape = Shape.of(returns);
        this.arguments = arguments;
        recordsOutput = trace.captureOutput();
        kind = trace.kind().isEmpty() ? null : trace.kind();
        tags = trace.tags().length == 0 ? null : trace.tags();
        metadata = pairs(trace.metadata(), where);
    }

    /** The method of a class with this name and these parameter types: {@code find(java.lang.String,int)}. */
    static TracedMethod of(Class<?> type, String id) {
        ConcurrentHashMap<String, TracedMethod> methods = KNOWN.get(type);
        TracedMethod known = methods.get(id);
        if (known == null) {
            known = find(type, id);
            methods.put(id, known);
        }
        return known;
    }

    private static TracedMethod find(Class<?> type, String id) {
        int bracket = id.indexOf('(');
        String name = bracket < 0 ? id : id.substring(0, bracket);
        String where = type.getName() + "." + name;
        if (id.endsWith("kotlin.coroutines.Continuation)")) {
            return new TracedMethod(name, false);
        }
        try {
            Method method = declared(type, id);
            Trace trace = method.getAnnotation(Trace.class);
            if (trace == null) {
                throw new IllegalStateException("it has no annotation");
            }
            Arguments arguments =
                    trace.captureInput() ? Arguments.of(method, trace.ignoreArguments(), where) : Arguments.NONE;
            return new TracedMethod(name, method.getReturnType(), trace, arguments, where);
        } catch (Throwable e) { // an annotation or a type of the signature that cannot be loaded
            String message = where + ": @Trace cannot be read; neither arguments nor results are recorded";
            Log.warnOnce("@Trace " + where, message, e);
            return new TracedMethod(name, true);
        }
    }

    private static Method declared(Class<?> type, String id) throws NoSuchMethodException {
        Method found = null;
        for (Method method : type.getDeclaredMethods()) {
            if (signature(method).equals(id) && (found == null || found.isBridge())) {
                found = method;
            }
        }
        if (found == null) {
            throw new NoSuchMethodException(id);
        }
        return found;
    }

    private static String signature(Method method) {
        List<String> types = new ArrayList<>();
        for (Class<?> parameter : method.getParameterTypes()) {
            types.add(parameter.getName());
        }
        return method.getName() + "(" + String.join(",", types) + ")";
    }

    private static String @Nullable [] pairs(String[] entries, String where) {
        List<String> pairs = new ArrayList<>();
        for (String entry : entries) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                pairs.add(entry.substring(0, equals).strip());
                pairs.add(entry.substring(equals + 1).strip());
            } else {
                String message = where + ": metadata \"" + entry + "\" is left out; expected \"key=value\"";
                Log.warnOnce("@Trace " + where + entry, message, null);
            }
        }
        return pairs.isEmpty() ? null : pairs.toArray(String[]::new);
    }

    /** False for methods whose end cannot be seen: Kotlin's suspend functions. */
    boolean isSupported() {
        return supported;
    }

    /** Of the span. */
    String name() {
        return name;
    }

    Shape shape() {
        return shape;
    }

    boolean recordsOutput() {
        return recordsOutput;
    }

    /** The arguments by name, as far as they are recorded; null if none is. */
    @Nullable
    Object input(@Nullable Object[] values) {
        return arguments.view(values);
    }

    Span.Builder describe(Span.Builder span) {
        if (kind != null) {
            span.kind(kind);
        }
        if (tags != null) {
            span.tags(tags);
        }
        if (metadata != null) {
            for (int i = 0; i < metadata.length; i += 2) {
                span.metadata(metadata[i], metadata[i + 1]);
            }
        }
        return span;
    }
}
