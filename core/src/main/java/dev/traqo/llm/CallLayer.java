package dev.traqo.llm;

import dev.traqo.Scope;
import dev.traqo.Span;
import dev.traqo.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One call that two integrations see, one inside the other: a model of LangChain4j on a traced client of OpenAI. Both are
 * recorded, since each knows what the other does not; the tokens are counted by the one that ends first.
 */
final class CallLayer {

    /** Calls inside of which something runs, by their spans. */
    private static final Map<Span, CallLayer> ENTERED = new ConcurrentHashMap<>();

    private final Span span;
    private final @Nullable CallLayer around;
    private final List<TokenUsage> countedInside = new ArrayList<>();
    private @Nullable TokenUsage counted;

    /** @param current the span that is current where the call begins */
    CallLayer(Span span, Span current) {
        this.span = span;
        this.around = ENTERED.isEmpty() ? null : ENTERED.get(current);
    }

    Scope enter() {
        ENTERED.put(span, this);
        if (!span.isRecording()) {
            end(); // it ended meanwhile, and nobody would
        }
        return span.makeCurrent();
    }

    /** The span has ended. */
    void end() {
        ENTERED.remove(span);
    }

    /** Whether these tokens, of the whole call, are not counted yet. From now on they are. */
    boolean counts(TokenUsage usage) {
        boolean newAround = around == null || around.countInside(usage);
        return count(usage) && newAround;
    }

    private synchronized boolean count(TokenUsage usage) {
        counted = usage;
        return countedInside.stream().noneMatch(other -> same(usage, other));
    }

    private synchronized boolean countInside(TokenUsage usage) {
        countedInside.add(usage);
        return counted == null || !same(usage, counted);
    }

    /** Of the parts of input and output, one library knows more than the other. */
    private static boolean same(TokenUsage one, TokenUsage other) {
        return same(one.inputTokens(), other.inputTokens()) && same(one.outputTokens(), other.outputTokens());
    }

    private static boolean same(long one, long other) {
        return one == other || one < 0 || other < 0;
    }
}
