package dev.traqo.cli.ui;

import com.sun.net.httpserver.HttpExchange;
import dev.traqo.read.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was asked for, and the ways to answer it. Belongs to the thread that answers. */
final class Request {

    /** Ends the answer to a HEAD request where its body would begin. */
    static final class HeadAnswered extends RuntimeException {
        private static final long serialVersionUID = 1;

        HeadAnswered() {
            super(null, null, false, false);
        }
    }

    private static final int NO_BODY = -1;

    private final HttpExchange exchange;
    private final Roots roots;
    private final Map<String, List<String>> parameters;
    private boolean answered;

    Request(HttpExchange exchange, Roots roots) {
        this.exchange = exchange;
        this.roots = roots;
        this.parameters = Encoded.query(exchange.getRequestURI().getRawQuery());
    }

    // ---- what was asked for

    /** The file that {@code file} names: a trace inside of what is served. */
    Path file() {
        return roots.resolve(required("file"));
    }

    /** The folder that {@code dir} names: inside of what is served; what is served itself if it is not named. */
    Path dir() {
        String dir = parameter("dir");
        return roots.folder(dir == null ? "" : dir);
    }

    /** The first value of a parameter; null if it is not there, or empty. */
    @Nullable
    String parameter(String name) {
        List<String> values = parameters(name);
        return values.isEmpty() ? null : values.get(0);
    }

    /** All values of a parameter, empty ones left out. */
    List<String> parameters(String name) {
        return parameters.getOrDefault(name, List.of()).stream()
                .filter(value -> !value.isEmpty())
                .toList();
    }

    String required(String name) {
        String value = parameter(name);
        if (value == null) {
            throw new Refusal(400, "The parameter '" + name + "' is missing.");
        }
        return value;
    }

    Map<String, List<String>> parameters() {
        return parameters;
    }

    /** Whether a parameter is 1 or true. */
    boolean flag(String name) {
        String value = parameter(name);
        return "1".equals(value) || "true".equals(value);
    }

    int number(String name, int otherwise) {
        long value = micros(name, otherwise);
        if (value != (int) value) {
            throw new Refusal(400, "The parameter '" + name + "' is out of range.");
        }
        return (int) value;
    }

    /** A whole number; a fraction is cut off. */
    long micros(String name, long otherwise) {
        double value = amount(name, Double.NaN);
        return Double.isNaN(value) ? otherwise : (long) value;
    }

    double amount(String name, double otherwise) {
        String value = parameter(name);
        if (value == null) {
            return otherwise;
        }
        try {
            double number = Double.parseDouble(value);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below.
        }
        throw new Refusal(400, "The parameter '" + name + "' is no number.");
    }

    /** A header of the request; null if it is not there. */
    @Nullable
    String header(String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    /** Whether the client is on this machine: then nothing is gained by making answers smaller. */
    boolean isLocal() {
        return exchange.getRemoteAddress().getAddress().isLoopbackAddress();
    }

    // ---- answers

    /** Sets a header of the answer; before one of the methods below. */
    void answerHeader(String name, String value) {
        exchange.getResponseHeaders().set(name, value);
    }

    /** Whether the client has what this tag stands for: then it is told so, and the request is answered. */
    boolean notModified(String etag) throws IOException {
        String quoted = '"' + etag + '"';
        answerHeader("ETag", quoted);
        // Revalidated each time: a trace grows. `no-store` would keep the browser from asking with the tag.
        answerHeader("Cache-Control", "private, no-cache");
        String known = header("If-None-Match");
        if (known == null || !List.of(known.split("\\s*,\\s*", -1)).contains(quoted)) {
            return false;
        }
        begin(304, NO_BODY);
        return true;
    }

    /** Maps, lists, strings, numbers, booleans and null; {@link Json#write}. */
    void json(@Nullable Object value) throws IOException {
        json(200, value);
    }

    void json(int status, @Nullable Object value) throws IOException {
        bytes(status, "application/json", Json.write(value).getBytes(StandardCharsets.UTF_8));
    }

    void bytes(String contentType, byte[] bytes) throws IOException {
        bytes(200, contentType, bytes);
    }

    void bytes(int status, String contentType, byte[] bytes) throws IOException {
        answerHeader("Content-Type", contentType);
        try (OutputStream out = body(status, bytes.length)) {
            out.write(bytes);
        }
    }

    /** What remains of the buffer, which may lie outside of the heap; its position is left as it was. */
    void bytes(String contentType, ByteBuffer bytes) throws IOException {
        answerHeader("Content-Type", contentType);
        ByteBuffer rest = bytes.duplicate();
        byte[] piece = new byte[Math.min(rest.remaining(), 64 << 10)];
        try (OutputStream out = body(200, rest.remaining())) {
            while (rest.hasRemaining()) {
                int length = Math.min(piece.length, rest.remaining());
                rest.get(piece, 0, length);
                out.write(piece, 0, length);
            }
        }
    }

    /**
     * A body whose length is not known. Close it when the answer is complete; if it is left open by an exception, the
     * client sees that it was cut. Nothing is on its way before {@code flush}.
     */
    OutputStream stream(String contentType) throws IOException {
        answerHeader("Content-Type", contentType);
        // For proxies that would hold it back.
        answerHeader("X-Accel-Buffering", "no");
        begin(200, 0);
        return new Outgoing(exchange.getResponseBody());
    }

    /** A body of this many bytes, which are written and then closed: {@link #stream}, but the client knows how much. */
    OutputStream stream(String contentType, long length) throws IOException {
        answerHeader("Content-Type", contentType);
        return body(200, length);
    }

    /** An answer without a body. */
    void empty(int status) throws IOException {
        begin(status, NO_BODY);
    }

    private OutputStream body(int status, long length) throws IOException {
        if (isHead()) {
            answerHeader("Content-Length", Long.toString(length));
        }
        begin(status, length == 0 ? NO_BODY : length);
        return length == 0 ? OutputStream.nullOutputStream() : new Outgoing(exchange.getResponseBody());
    }

    private void begin(int status, long length) throws IOException {
        answered = true;
        try {
            exchange.sendResponseHeaders(status, isHead() ? NO_BODY : length);
        } catch (IOException e) {
            throw new ClientGone(e);
        }
        if (isHead()) {
            throw new HeadAnswered();
        }
    }

    /** Whether the head of an answer is on its way: then no other one can follow. */
    boolean answered() {
        return answered;
    }

    boolean isHead() {
        return "HEAD".equals(exchange.getRequestMethod());
    }
}
