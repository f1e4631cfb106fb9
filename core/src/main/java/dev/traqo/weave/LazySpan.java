package dev.traqo.weave;

import dev.traqo.Span;
import dev.traqo.internal.Context;
import dev.traqo.internal.Interest;
import dev.traqo.internal.OpenTraces;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The span of a result that goes on working after the method returned: while it is read, the span is current, and
 * between two elements what the reader has current.
 *
 * <p>It ends once, on whatever thread: with the last element, when it is closed or cancelled, with an exception, when
 * the reader loses interest (the object that it was given is garbage), and at the latest when its trace is closed. No
 * method throws: the reader's code runs around them.
 */
final class LazySpan implements Runnable {

    private static final VarHandle ENDED;

    static {
        try {
            ENDED = MethodHandles.lookup().findVarHandle(LazySpan.class, "ended", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final CallSpan call;
    private final Elements elements;
    private volatile boolean ended;
    private final Interest interest = new Interest(this::abandon);

    private LazySpan(CallSpan call, Elements elements) {
        this.call = call;
        this.elements = elements;
        OpenTraces.addPending(call.tracer(), this);
    }

    /** @param single whether there is at most one element, which is then the output; otherwise the output is a list */
    static LazySpan of(CallSpan call, boolean single) {
        return new LazySpan(call, new Elements(call, single));
    }

    // ---- while it is read ---------------------------------------------------------------------------------------

    /** Before the method's own code goes on. Returns what to give to {@link #leave}. */
    @Nullable
    Object enter() {
        try {
            return ended ? Context.current() : Context.swap(call.span());
        } catch (Throwable e) {
            TracedCall.failed(e);
            return null;
        }
    }

    /** Before the reader's code goes on. */
    void leave(@Nullable Object outer) {
        try {
            Context.swap(outer);
        } catch (Throwable e) {
            TracedCall.failed(e);
        }
    }

    /** Runs the method's own code. */
    void inside(Runnable code) {
        Object outer = enter();
        try {
            code.run();
        } finally {
            leave(outer);
        }
    }

    /** Runs the reader's code, with what the reader has current. */
    void outside(@Nullable Object readers, Runnable code) {
        Object outer = Context.swap(readers);
        try {
            code.run();
        } finally {
            leave(outer);
        }
    }

    /** What the reader is about to get. */
    void element(@Nullable Object element) {
        if (ended) {
            return;
        }
        try {
            elements.add(element);
        } catch (Throwable e) {
            TracedCall.failed(e);
        }
    }

    // ---- the end ------------------------------------------------------------------------------------------------

    Span span() {
        return call.span();
    }

    boolean isEnded() {
        return ended;
    }

    /** The last element was read, or the result was closed. */
    void complete() {
        end(null, null);
    }

    void fail(Throwable failure) {
        end(null, failure);
    }

    /** The reader said that it wants no more. */
    void cancel() {
        end("cancelled", null);
    }

    /** The reader stopped without a word. */
    void abandon() {
        end("abandoned", null);
    }

    /** The trace is being closed. */
    @Override
    public void run() {
        abandon();
    }

    private void end(@Nullable String how, @Nullable Throwable failure) {
        try {
            if (!ENDED.compareAndSet(this, false, true)) {
                return;
            }
            OpenTraces.removePending(call.tracer(), this);
            if (how != null) {
                call.span().metadata(how, true);
            }
            elements.describe(call.span());
        } catch (Throwable e) {
            TracedCall.failed(e);
        }
        call.end(elements.take(failure != null), failure);
        interest.lost();
    }

    // ---- the reader's interest ----------------------------------------------------------------------------------

    /** From now on the span is abandoned when this object becomes garbage: it must not be reachable from here. */
    void watch(Object handedOut) {
        interest.watch(handedOut);
    }
}
