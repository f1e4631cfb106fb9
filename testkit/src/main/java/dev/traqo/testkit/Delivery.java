package dev.traqo.testkit;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends one answer: at its pace, with its faults, in the shape of its {@link Wire}.
 *
 * <p>An {@link IOException} out of here makes the HTTP server drop the connection without ending the body: that is how
 * a connection is cut.
 */
final class Delivery {

    private final HttpExchange exchange;
    private final Wire wire;
    private final LlmRequest request;
    private final CountDownLatch serverClosed;

    Delivery(HttpExchange exchange, Wire wire, LlmRequest request, CountDownLatch serverClosed) {
        this.exchange = exchange;
        this.wire = wire;
        this.request = request;
        this.serverClosed = serverClosed;
    }

    void send(Turn turn) throws IOException {
        Reply reply = turn.reply();
        reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        Fault fault = reply.fault();
        Failure failure = reply.failure();
        if (Fault.SILENCE.equals(fault)) {
            hang();
        } else if (failure != null) {
            waitFor(turn, 0);
            fail(failure);
        } else if (request.stream()) {
            stream(turn, fault);
        } else {
            waitFor(turn, 0);
            whole(turn, fault);
        }
    }

    void fail(Failure failure) throws IOException {
        String body = failure.body();
        json(failure.status(), body != null ? body : wire.error(failure.status(), failure.message(), request));
    }

    private void whole(Turn turn, @Nullable Fault fault) throws IOException {
        if (fault == null) {
            String body = wire.whole(turn);
            request.firstChunkLeaves();
            json(200, body);
            return;
        }
        switch (fault.kind()) {
            case HANG -> hang();
            case ERROR_EVENT -> fail(new Failure(500, fault.message(), null));
            case MALFORMED -> json(200, firstHalf(unsent(turn)));
            case CUT -> {
                byte[] body = unsent(turn).getBytes(StandardCharsets.UTF_8);
                contentType("application/json");
                exchange.sendResponseHeaders(200, body.length);
                OutputStream out = exchange.getResponseBody();
                out.write(Arrays.copyOf(body, body.length / 2));
                out.flush();
                throw new IOException("the reply cuts the connection here");
            }
        }
    }

    /** The whole body, of which the client will not see the usage. */
    private String unsent(Turn turn) {
        String body = wire.whole(turn);
        request.sentUsage(null);
        return body;
    }

    private void stream(Turn turn, @Nullable Fault fault) throws IOException {
        contentType("text/event-stream; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        exchange.sendResponseHeaders(200, 0);
        // No try-with-resources: closing ends the body as if it were complete, and a cut must not.
        OutputStream out = exchange.getResponseBody();
        Wire.Events events = (name, data) -> event(out, name, data);
        Wire.Stream stream = wire.stream(turn);
        stream.open(events);
        if (chunks(turn, stream, fault, events)) {
            stream.close(events);
        }
        out.close();
    }

    /** Whether the stream may go on to its proper end. */
    private boolean chunks(Turn turn, Wire.Stream stream, @Nullable Fault fault, Wire.Events events)
            throws IOException {
        List<Piece> pieces = wire.pieces(turn);
        // A fault behind the last chunk strikes right after it.
        int faultAt = fault == null ? -1 : Math.min(fault.after(), pieces.size());
        for (int i = 0; i < pieces.size(); i++) {
            waitFor(turn, i);
            if (i == 0 && (fault == null || faultAt > 0)) {
                request.firstChunkLeaves();
            }
            if (fault == null || i != faultAt) {
                stream.chunk(pieces.get(i), events);
            } else if (!survives(fault, stream, pieces.get(i), events)) {
                return false;
            }
        }
        return fault == null || faultAt < pieces.size() || survives(fault, stream, new Piece.Text(0, "lost"), events);
    }

    private boolean survives(Fault fault, Wire.Stream stream, Piece piece, Wire.Events events) throws IOException {
        switch (fault.kind()) {
            case CUT -> throw new IOException("the reply cuts the connection here");
            case HANG -> hang();
            case ERROR_EVENT -> stream.interrupt(fault.message(), events);
            case MALFORMED -> breakLast(stream, piece, events);
        }
        return fault.kind() == Fault.Kind.MALFORMED;
    }

    /** The events that only announce the chunk stay whole. */
    private static void breakLast(Wire.Stream stream, Piece piece, Wire.Events events) throws IOException {
        List<String> data = new ArrayList<>();
        List<@Nullable String> names = new ArrayList<>();
        stream.chunk(piece, (name, json) -> {
            names.add(name);
            data.add(json);
        });
        for (int i = 0; i < data.size(); i++) {
            events.send(names.get(i), i < data.size() - 1 ? data.get(i) : firstHalf(data.get(i)));
        }
    }

    private void event(OutputStream out, @Nullable String name, String data) throws IOException {
        String event = (name == null ? "" : "event: " + name + "\n") + "data: " + data + "\n\n";
        try {
            out.write(event.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            if (serverClosed.getCount() > 0) {
                request.clientIsGone();
            }
            throw e;
        }
    }

    private void json(int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        contentType("application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private void contentType(String type) {
        // A reply may bring its own, an HTML error page for example.
        exchange.getResponseHeaders().putIfAbsent("Content-type", List.of(type));
    }

    private static String firstHalf(String text) {
        return text.substring(0, text.length() / 2);
    }

    private void waitFor(Turn turn, int chunk) throws IOException {
        long left = request.arrivedNanos() + turn.reply().pace().nanosUntil(chunk) - System.nanoTime();
        if (left > 0 && awaitClosed(left)) {
            throw new IOException("the server was closed");
        }
    }

    private void hang() throws IOException {
        awaitClosed(Long.MAX_VALUE);
        throw new IOException("the server was closed");
    }

    private boolean awaitClosed(long nanos) throws IOException {
        try {
            return serverClosed.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting to answer");
        }
    }
}
