package dev.traqo.sdk;

import dev.traqo.llm.ResponseTap;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** The SDK's {@code HttpResponse}, which the application parses, or reads by itself. */
final class TracedHttpResponse extends TracedResponse {

    /** The SDK throws where the status is another. */
    private static final int OK = 200;

    private static final int MOST_SKIPPED = 8192;

    private @Nullable Object parsed;
    private @Nullable Object handedOut;

    TracedHttpResponse(Object response, ServiceCall service) {
        super(response, service);
        service.identify(response);
    }

    @Override
    @Nullable
    Object answer(Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        return switch (method.getName()) {
            case "parse" -> parsed(method);
            case "body" -> forward(method, arguments) instanceof InputStream body ? body(body) : null;
            case "close" -> close(method);
            default -> forward(method, arguments);
        };
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

    /** One reader of the bytes: what they bring is the answer. */
    private InputStream body(InputStream body) {
        ResponseTap tap = ResponseTap.on(call);
        tap.answered(OK, SdkHeaders.first(delegate, "content-type"));
        return new Body(body, this, tap);
    }

    private static final class Body extends FilterInputStream {

        private final TracedHttpResponse response;
        private final ResponseTap tap;

        Body(InputStream body, TracedHttpResponse response, ResponseTap tap) {
            super(body);
            this.response = response;
            this.tap = tap;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            try {
                int read = super.read(into, from, length);
                if (read < 0) {
                    tap.end();
                } else {
                    tap.read(into, from, read);
                }
                return read;
            } catch (IOException | RuntimeException e) {
                response.service.fail(e);
                throw e;
            } finally {
                Reference.reachabilityFence(response); // as garbage it would be abandoned
            }
        }

        @Override
        public long skip(long bytes) throws IOException {
            byte[] skipped = new byte[(int) Math.max(0, Math.min(bytes, MOST_SKIPPED))];
            return Math.max(0, read(skipped, 0, skipped.length));
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } finally {
                tap.close();
            }
        }
    }
}
