package dev.traqo.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.traqo.Scope;
import dev.traqo.llm.LlmAnswer;
import dev.traqo.llm.LlmCall;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What comes of one streamed answer on its way to the application's handler, which runs below the span that asked. The
 * library calls a handler from one thread at a time.
 */
final class Chunks {

    private final LlmCall llm;
    private final Asked asked = Asked.here();
    private final @Nullable StreamedService service = StreamedService.of(asked.span());
    private final AtomicBoolean over = new AtomicBoolean();
    private final Set<Integer> tools = new HashSet<>();
    private volatile boolean cancelling;
    private boolean text;
    private boolean thinking;

    Chunks(LlmCall llm) {
        this.llm = llm;
        if (service != null) {
            service.began();
        }
    }

    StreamingChatResponseHandler handler(StreamingChatResponseHandler of) {
        StreamingChatResponseHandler handler = Traced.another(StreamingChatResponseHandler.class, of, this::around);
        llm.watch(handler);
        return handler;
    }

    private @Nullable Object around(Traced.Call call) throws Throwable {
        Fields.quietly(() -> take(call.name(), call.argument(0)));
        Traced.Call told = call.count() == 2 ? call.with(1, Handle.around(call.argument(1), this)) : call;
        Throwable failure = null;
        try (Scope below = asked.makeCurrent()) {
            return told.proceed();
        } catch (Throwable e) {
            failure = e;
            throw e;
        } finally {
            if (call.name().equals("onCompleteResponse") || call.name().equals("onError")) {
                over(failure, null);
            }
        }
    }

    /** Nothing more comes, and the library has done what it does then. */
    void over(@Nullable Throwable error, @Nullable String how) {
        if (service != null && over.compareAndSet(false, true)) {
            service.over(error, how);
        }
    }

    private void take(String event, @Nullable Object what) {
        LlmAnswer answer = llm.answer();
        if (event.equals("onError") && cancelling) {
            llm.cancel();
            over(null, "cancelled");
        } else if (event.equals("onError")) {
            Throwable error = what instanceof Throwable e ? e : new IllegalStateException(String.valueOf(what));
            llm.fail(error);
            if (service != null) {
                service.failed(error);
            }
        } else if (event.equals("onCompleteResponse")) {
            Fields.quietly(() -> complete(what));
            llm.finish();
        } else if (what instanceof String piece) {
            text = true;
            answer.text(piece);
        } else if (event.equals("onPartialResponse")) {
            text = true;
            answer.text(Fields.text(what, "text"));
        } else if (event.equals("onPartialThinking")) {
            thinking = true;
            answer.reasoning(Fields.text(what, "text"));
        } else if (what instanceof PartialToolCall piece) {
            tools.add(piece.index());
            answer.toolCall(piece.index(), piece.id(), piece.name(), piece.partialArguments());
        } else if (what instanceof CompleteToolCall whole && tools.add(whole.index())) {
            Chats.want(whole.index(), whole.toolExecutionRequest(), answer);
        }
    }

    /** Whatever did not come in pieces. */
    private void complete(@Nullable Object whole) {
        if (whole instanceof ChatResponse response) {
            AiMessage message = response.aiMessage();
            Chats.describe(response, llm);
            llm.answer().reasoning(thinking ? null : Fields.text(message, "thinking"));
            llm.answer().text(text ? null : message.text());
            if (tools.isEmpty()) {
                Chats.want(message, llm.answer());
            }
            if (service != null) {
                service.said(message.text(), !message.hasToolExecutionRequests());
            }
        }
    }

    /**
     * What comes with a piece of an answer, with a handle that tells the call when the application wants no more: a
     * stream that is cancelled neither completes nor fails. Apart from the rest, because older versions have none of it.
     */
    private record Handle(StreamingHandle handle, Chunks chunks) implements StreamingHandle {

        static @Nullable Object around(@Nullable Object context, Chunks chunks) {
            if (context instanceof PartialResponseContext response) {
                return new PartialResponseContext(new Handle(response.streamingHandle(), chunks));
            }
            if (context instanceof PartialThinkingContext thinking) {
                return new PartialThinkingContext(new Handle(thinking.streamingHandle(), chunks));
            }
            if (context instanceof PartialToolCallContext tool) {
                return new PartialToolCallContext(new Handle(tool.streamingHandle(), chunks));
            }
            return context;
        }

        @Override
        public void cancel() {
            chunks.cancelling = true; // the library may fail on its own thread because of it, before this returns
            try {
                handle.cancel();
            } catch (Throwable e) { // it cannot be cancelled
                chunks.cancelling = false;
                throw e;
            }
            chunks.llm.cancel();
            chunks.over(null, "cancelled");
        }

        @Override
        public boolean isCancelled() {
            return handle.isCancelled();
        }
    }
}
