package dev.traqo.llm;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** The SDK's {@code HttpResponse}, which the application parses, or reads by itself. */
final class TracedHttpResponse extends Delegate {

    private final ServiceCall service;
    private final LlmCall call;
    private @Nullable Object parsed;
    private @Nullable Object handedOut;

    TracedHttpResponse(Object response, ServiceCall service) {
        super(response);
        this.service = service;
        this.call = service.call();
        call.watch(this);
        call.requestId(HttpAttempts.requestId(response, service.sdk()));
    }

    @Override
    @Nullable
    Object answer(Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        switch (method.getName()) {
            case "parse":
                return parsed(method);
            case "body":
                return forward(method, arguments) instanceof InputStream body ? new Body(body, this) : null;
            case "close":
                try {
                    return forward(method, arguments);
                } finally {
                    call.cancel(); // after the whole answer: nothing
                }
            default:
                return forward(method, arguments);
        }
    }

    private synchronized @Nullable Object parsed(Method method) throws Throwable {
        Object result;
        try {
            result = forward(method, null);
        } catch (Throwable e) {
            service.fail(e);
            throw e;
        }
        if (result == null || result != parsed) {
            parsed = result;
            handedOut = result == null ? null : stream(result);
        }
        return handedOut;
    }

    private Object stream(Object result) {
        String stream = service.sdk().root() + ".core.http.StreamResponse";
        for (Class<?> type : result.getClass().getInterfaces()) {
            if (type.getName().equals(stream)) {
                return new TracedStreamResponse(result, service).as(type);
            }
        }
        call.finish(result);
        return result;
    }

    /** The bytes of the answer, for whoever wants no more than them. */
    private static final class Body extends FilterInputStream {

        private final TracedHttpResponse response;

        Body(InputStream body, TracedHttpResponse response) {
            super(body);
            this.response = response;
        }

        @Override
        public int read() throws IOException {
            return seen(super.read());
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            return seen(super.read(into, from, length));
        }

        private int seen(int read) {
            if (read < 0) {
                response.call.finish();
            }
            Reference.reachabilityFence(response);
            return read;
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } finally {
                response.call.finish();
            }
        }
    }
}
