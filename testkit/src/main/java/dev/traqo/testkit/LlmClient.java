package dev.traqo.testkit;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A library that calls a model, as {@link LlmClientContract} drives it: one small adapter for each library, the same
 * for the client that is traced and the one that is not.
 *
 * <p>Every prompt is one message of the user, sent to {@link LlmSubject#model} with the parameters {@link #TEMPERATURE}
 * and {@link #MAX_TOKENS}. Exceptions of the library leave as they are. A method that the library has nothing for is
 * left as it is here, and its {@link LlmFeature} stands in {@link LlmSubject#notCovered}.
 *
 * <p>Used from many threads at a time.
 */
public interface LlmClient extends AutoCloseable {

    /** The temperature that is asked for. */
    double TEMPERATURE = 0.25;

    /** The limit of tokens that is asked for. */
    int MAX_TOKENS = 4321;

    /** The one tool of {@link #completeWithTool}: {@code get_weather}, with the parameter {@code city}, a string. */
    String TOOL = "get_weather";

    /** The text of a whole answer; empty if it has none. */
    String complete(String prompt) throws Exception;

    /** Hands out each piece of text of a streamed answer, and returns at its end. */
    default void stream(String prompt, Consumer<String> onText) throws Exception {
        throw new UnsupportedOperationException("stream");
    }

    /** Begins a call whose answer comes later. */
    default Pending completeAsync(String prompt) {
        throw new UnsupportedOperationException("completeAsync");
    }

    /** Begins a call whose answer comes later in pieces of text, on a thread of the library's. */
    default Running streamAsync(String prompt, Consumer<String> onText) {
        throw new UnsupportedOperationException("streamAsync");
    }

    /** A streamed answer that is read when the caller likes. */
    default Pulled open(String prompt) throws Exception {
        throw new UnsupportedOperationException("open");
    }

    /** The tools that a whole answer asks for, with {@link #TOOL} to choose from; the ids as the library knows them. */
    default List<ToolCall> completeWithTool(String prompt) throws Exception {
        throw new UnsupportedOperationException("completeWithTool");
    }

    /** The tools that a streamed answer asks for, put together from the stream by whatever the library has for it. */
    default List<ToolCall> streamWithTool(String prompt) throws Exception {
        throw new UnsupportedOperationException("streamWithTool");
    }

    /** As {@link #complete}, with a picture beside the text of the message. */
    default String completeWithImage(String prompt, byte[] png) throws Exception {
        throw new UnsupportedOperationException("completeWithImage");
    }

    @Override
    void close() throws Exception;

    /** An answer that is still to come. */
    interface Pending {
        /** What the library returned, that very object. */
        CompletableFuture<?> future();

        /** Waits for the answer and returns its text; throws what the future fails with, without its wrapping. */
        String text() throws Exception;
    }

    /** A stream that the library reads on a thread of its own. */
    interface Running {
        /** Waits until the library says that the stream is over; throws what it failed with, without its wrapping. */
        void await() throws Exception;

        /** Tells the library that no more of it is wanted. */
        void cancel();
    }

    /** A stream that the application reads. What it holds of the library's must be garbage when it is. */
    interface Pulled extends AutoCloseable {
        /** The next piece of text, never an empty one; null at the end. */
        @Nullable
        String next() throws Exception;

        /** Closes the library's stream, whether or not it was read. */
        @Override
        void close() throws Exception;
    }
}
