package dev.traqo.testkit;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The shape of one endpoint: how its requests read and how a {@link Reply} looks there. Timing, faults, scripts and
 * HTTP are none of its business; {@link Delivery} and {@link FakeLlmServer} see to them for all endpoints alike.
 *
 * <p>Stateless: one object serves all requests. Whoever writes a usage also hands it to
 * {@link LlmRequest#sentUsage(dev.traqo.TokenUsage)}, before the bytes leave.
 */
interface Wire {

    /** Which replies an endpoint takes. */
    enum Purpose {
        /** Takes the script and the answer function. */
        GENERATES,
        /** Takes its own script; computed from the input when that is empty. */
        EMBEDS,
        /** The same with a third script, shared by all that neither generates nor embeds. */
        COMPUTES,
        /** Takes no reply. */
        REFUSES
    }

    /** What the endpoint does not accept; answered with status 400 and this message. */
    final class BadRequest extends Exception {
        private static final long serialVersionUID = 1;

        BadRequest(String message) {
            super(message);
        }
    }

    /** Where the events of a stream go; each leaves at once. */
    interface Events {
        /** Sends one event; {@code name} is its {@code event:} line, null for none. */
        void send(@Nullable String name, String data) throws IOException;
    }

    /** One streamed answer; used by one thread. */
    interface Stream {
        /** The events before the first chunk. */
        default void open(Events events) throws IOException {}

        /** The events of one chunk; the one that carries it comes last. */
        void chunk(Piece piece, Events events) throws IOException;

        /** The events after the last chunk. */
        void close(Events events) throws IOException;

        /** An error in the middle of the stream. */
        void interrupt(String message, Events events) throws IOException;
    }

    Purpose purpose();

    /** {@code POST /v1/chat/completions}: for messages. */
    String endpoint();

    default boolean serves(String method, String path) {
        return endpoint().equals(method + " " + path);
    }

    Prompt read(String path, Map<String, @Nullable Object> json) throws BadRequest;

    /** The body of a whole answer. */
    String whole(Turn turn);

    /** Asked only if {@link Prompt#stream} is true. */
    default Stream stream(Turn turn) {
        throw new UnsupportedOperationException(endpoint() + " does not stream");
    }

    /** What a stream is cut into. */
    default List<Piece> pieces(Turn turn) {
        return turn.pieces();
    }

    /** The body of an answer with this HTTP status. */
    String error(int status, String message, LlmRequest request);

    /** The response header that carries {@link LlmRequest#requestId}; null where the provider has none. */
    default @Nullable String requestIdHeader() {
        return "x-request-id";
    }
}
