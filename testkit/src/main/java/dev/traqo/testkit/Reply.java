package dev.traqo.testkit;

import dev.traqo.TokenUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@link FakeLlmServer} answers to one request: the content, the numbers, the timing, and what goes wrong. The
 * same reply fits every endpoint; the server gives it the shape of the one that was asked, whole or as a stream.
 *
 * <pre>{@code
 * Reply.text("It is a bug.").withUsage(TokenUsage.of(1200, 350).withCacheRead(1000).withReasoning(200));
 * Reply.toolCall("search", "{\"query\":\"refund\"}");
 * Reply.text("slow and steady").withFirstChunkDelay(Duration.ofMillis(300)).withChunkDelay(Duration.ofMillis(20));
 * Reply.text("the connection is lost here").cutAfter(2);
 * Reply.rateLimited(Duration.ofSeconds(1));
 * }</pre>
 *
 * <p>A <em>chunk</em> is one event of a stream that carries reasoning, text, the start of a tool call, or a part of its
 * arguments; Gemini sends a tool call whole, as one chunk. Events that carry nothing are no chunks and leave at once,
 * those that announce or end a part together with the chunk that follows. Unless said otherwise, text is cut before
 * each word and tool arguments every 8 characters.
 *
 * <p>Without {@link #withUsage} the usage is an estimate, the same for the same request and reply: a quarter of the
 * characters, rounded up.
 *
 * <p>Immutable, safe for any thread: every {@code with…} and {@code …After} method returns another reply. Of several faults
 * the last one counts.
 */
public final class Reply {

    private final Content content;
    private final @Nullable TokenUsage usage;
    private final boolean usageOmitted;
    private final Pace pace;
    private final Map<String, String> headers;
    private final @Nullable Fault fault;
    private final @Nullable Failure failure;

    private Reply(
            Content content,
            @Nullable TokenUsage usage,
            boolean usageOmitted,
            Pace pace,
            Map<String, String> headers,
            @Nullable Fault fault,
            @Nullable Failure failure) {
        this.content = content;
        this.usage = usage;
        this.usageOmitted = usageOmitted;
        this.pace = pace;
        this.headers = headers;
        this.fault = fault;
        this.failure = failure;
    }

    /** An answer of this text, a word a chunk. */
    public static Reply text(String text) {
        return of(Content.of(Content.words(text)));
    }

    /** An answer whose stream has exactly these chunks, and whose text is all of them together. */
    public static Reply chunks(List<String> chunks) {
        return of(Content.of(chunks));
    }

    /** As {@link #chunks(List)}. */
    public static Reply chunks(String... chunks) {
        return chunks(List.of(chunks));
    }

    /** A long stream: {@code count} chunks, {@code "w0 w1 w2 …"}. */
    public static Reply manyChunks(int count) {
        List<String> chunks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            chunks.add(i == 0 ? "w0" : " w" + i);
        }
        return chunks(chunks);
    }

    /** A large answer: a text of exactly {@code characters} ASCII characters, in chunks of 64 K. */
    public static Reply ofSize(int characters) {
        String line = "The quick brown fox jumps over the lazy dog, and nobody asks why. ";
        String text = line.repeat(characters / line.length() + 1).substring(0, characters);
        return of(Content.of(Content.cut(text, 65_536)));
    }

    /** An answer without text that asks for one tool; {@code arguments} is JSON text, sent as it stands. */
    public static Reply toolCall(String name, String arguments) {
        return text("").withToolCall(ToolCall.of(name, arguments));
    }

    /** An answer without text that asks for one tool, with arguments of plain values. */
    public static Reply toolCall(String name, Map<String, ? extends @Nullable Object> arguments) {
        return text("").withToolCall(ToolCall.of(name, arguments));
    }

    /** An HTTP error with an error object in the shape of the endpoint. */
    public static Reply error(int status, String message) {
        return text("").withFailure(new Failure(status, message, null));
    }

    /** An HTTP status with this body, sent as it is: a proxy's error page, an empty answer. */
    public static Reply status(int status, String body) {
        return text("").withFailure(new Failure(status, "", Objects.requireNonNull(body, "body == null")));
    }

    /** Status 429 with {@code retry-after}, in whole seconds rounded up, and {@code retry-after-ms}. */
    public static Reply rateLimited(Duration retryAfter) {
        long millis = retryAfter.toMillis();
        return error(429, "Rate limit reached. Try again in " + millis + " ms.")
                .withHeader("retry-after", Long.toString((millis + 999) / 1000))
                .withHeader("retry-after-ms", Long.toString(millis));
    }

    /** An answer that never comes: not even the status line is sent until the server is closed. */
    public static Reply hang() {
        return text("").withFault(Fault.SILENCE);
    }

    private static Reply of(Content content) {
        return new Reply(content, null, false, Pace.AT_ONCE, Map.of(), null, null);
    }

    /** One more tool call, after the text and the calls that are there. */
    public Reply withToolCall(ToolCall call) {
        return with(content.withToolCall(call));
    }

    /**
     * What the model thinks before it answers, a word a chunk: reasoning summary, thinking block or thought part, as the
     * endpoint has it. OpenAI's chat completions have no such thing; they get {@code reasoning_content}, as compatible
     * servers send it.
     */
    public Reply withReasoning(String text) {
        return with(content.withReasoning(text));
    }

    /**
     * One more choice of this text, a word a chunk, after the first one, which alone has reasoning and tool calls. Only
     * chat completions, completions and Gemini know several; the other endpoints answer the first one.
     */
    public Reply withChoice(String text) {
        return with(content.withChoice(text));
    }

    /**
     * Why the model stopped, in place of {@code stop} or {@code tool_calls}. The words of chat completions,
     * {@code stop}, {@code length}, {@code tool_calls} and {@code content_filter}, become the word of the endpoint that
     * was asked; any other is sent as it stands. The Responses API sends {@code failed} as a failed response.
     */
    public Reply withFinishReason(String reason) {
        return with(content.withFinishReason(reason));
    }

    /** The model that the answer names, in place of the one that was asked for. */
    public Reply withModel(String model) {
        return with(content.withModel(model));
    }

    /** Cuts text, reasoning and tool arguments every {@code characters}; a surrogate pair stays whole. */
    public Reply withChunkSize(int characters) {
        if (characters < 1) {
            throw new IllegalArgumentException("the chunk size must be at least 1, but is " + characters);
        }
        return with(content.withChunkSize(characters));
    }

    /**
     * The usage to send, in the meaning of {@link TokenUsage} (input and output are totals); each endpoint gets it in
     * its own words, and a part that is absent is not sent. A cost is never sent.
     */
    public Reply withUsage(TokenUsage usage) {
        Objects.requireNonNull(usage, "usage == null");
        return new Reply(content, usage, false, pace, headers, fault, failure);
    }

    /** Sends no usage at all, as some servers do. */
    public Reply withoutUsage() {
        return new Reply(content, null, true, pace, headers, fault, failure);
    }

    /** Time from the arrival of the request to the first chunk of a stream, or to the status line of a whole answer. */
    public Reply withFirstChunkDelay(Duration delay) {
        return with(new Pace(delay, pace.between()));
    }

    /** Time from one chunk of a stream to the next: chunk {@code n} leaves {@code n} delays after the first. */
    public Reply withChunkDelay(Duration delay) {
        return with(new Pace(pace.first(), delay));
    }

    /** One more response header. */
    public Reply withHeader(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new Reply(content, usage, usageOmitted, pace, all, fault, failure);
    }

    /**
     * Drops the connection where the chunk after that many would have left; of a whole answer, half the body arrives.
     *
     * <p>Some clients, {@code java.net.http} among them, throw away what they have received and not yet handed out when
     * the connection breaks. With a {@linkplain #withChunkDelay chunk delay} they get round to the chunks before.
     */
    public Reply cutAfter(int chunks) {
        return withFault(Fault.Kind.CUT, chunks, "");
    }

    /** Sends an error event after that many chunks and nothing more; in place of a whole answer, status 500. */
    public Reply errorAfter(int chunks, String message) {
        return withFault(Fault.Kind.ERROR_EVENT, chunks, message);
    }

    /** Breaks the JSON of the chunk after that many, then goes on; of a whole answer, the JSON ends in the middle. */
    public Reply malformedAfter(int chunks) {
        return withFault(Fault.Kind.MALFORMED, chunks, "");
    }

    /** Sends nothing after that many chunks until the server is closed; a whole answer never begins. */
    public Reply hangAfter(int chunks) {
        return withFault(Fault.Kind.HANG, chunks, "");
    }

    private Reply withFault(Fault.Kind kind, int after, String message) {
        if (after < 0) {
            throw new IllegalArgumentException("the number of chunks must be at least 0, but is " + after);
        }
        return withFault(new Fault(kind, after, message));
    }

    private Reply withFault(Fault newFault) {
        return new Reply(content, usage, usageOmitted, pace, headers, newFault, failure);
    }

    private Reply withFailure(Failure newFailure) {
        return new Reply(content, usage, usageOmitted, pace, headers, fault, newFailure);
    }

    private Reply with(Content newContent) {
        return new Reply(newContent, usage, usageOmitted, pace, headers, fault, failure);
    }

    private Reply with(Pace newPace) {
        return new Reply(content, usage, usageOmitted, newPace, headers, fault, failure);
    }

    Content content() {
        return content;
    }

    @Nullable
    TokenUsage usage() {
        return usage;
    }

    boolean usageOmitted() {
        return usageOmitted;
    }

    Pace pace() {
        return pace;
    }

    Map<String, String> headers() {
        return headers;
    }

    @Nullable
    Fault fault() {
        return fault;
    }

    @Nullable
    Failure failure() {
        return failure;
    }
}
