package dev.traqo.testkit;

/**
 * A row of the context matrix: where the work of a {@link ContextContract} goes, or how it ends. The table in {@code
 * docs/context.md} shows them all, with what each way of tracing does about them.
 */
public enum ContextRow {
    SYNC("plain call, also one that throws", ""),
    EXECUTOR("`ThreadPoolExecutor`: `execute`, `submit`, `invokeAll`, `invokeAny`", "Traqo.wrap(pool)"),
    FORK_JOIN_POOL("`ForkJoinPool`", "Traqo.wrap(pool)"),
    SCHEDULED("`ScheduledExecutorService`, periodic too", "Traqo.wrap(pool)"),
    COMPLETABLE_FUTURE("`CompletableFuture` chain on an executor", "Traqo.wrap(pool)"),
    COMMON_POOL("`CompletableFuture` chain on the common pool", "Traqo.wrap(function)"),
    THREAD("`new Thread`", "Traqo.wrap(task)"),
    VIRTUAL_EXECUTOR("virtual threads: executor", "Traqo.wrap(pool)"),
    VIRTUAL_THREAD("virtual threads: `Thread.startVirtualThread`, `Thread.ofVirtual`", "Traqo.wrap(task)"),
    STRUCTURED_TASK_SCOPE("`StructuredTaskScope` (Java 25)", "Traqo.wrap(task)"),
    PARALLEL_STREAM("parallel stream", "Traqo.wrap(function)"),
    REACTOR_PUBLISH_ON("Reactor `publishOn`", "Hooks.enableAutomaticContextPropagation()"),
    REACTOR_FLAT_MAP("Reactor `flatMap` with `subscribeOn`", "Hooks.enableAutomaticContextPropagation()"),
    REACTOR_DELAY("Reactor `delayElements`", "Hooks.enableAutomaticContextPropagation()"),
    FOREIGN_FUTURE("`CompletableFuture` that a foreign thread completes", "Traqo.wrap(function)"),
    FOREIGN_CALLBACK("listener that a foreign thread calls", "Traqo.wrap(listener)"),
    NESTED_TRACERS("a trace inside a trace", "Traqo.wrap(pool)"),
    CHILD_TRACERS("child traces in threads", "Traqo.wrap(pool)"),
    EXCEPTION("exception in a task", "Traqo.wrap(pool)"),
    CANCEL("asynchronous step that is cancelled", "Traqo.wrap(pool)"),
    TIMEOUT("asynchronous step that times out, task that is interrupted", "Traqo.wrap(pool)"),
    ABANDONED_FUTURE("future that never completes: the span stays open, and nobody's parent", ""),
    ABANDONED_STREAM("stream that is not read to its end: the span ends when it is collected", "");

    private final String title;
    private final String wrapping;

    ContextRow(String title, String wrapping) {
        this.title = title;
        this.wrapping = wrapping;
    }

    /** What the row is about, in Markdown. */
    public String title() {
        return title;
    }

    /** What is written in a column that {@linkplain ContextContract#wraps wraps}; empty if nothing has to be. */
    public String wrapping() {
        return wrapping;
    }

    /** What happens to a span in a row that a column does not cover. */
    public enum Instead {
        /** It is recorded at the top of the trace. */
        AT_THE_TOP,
        /** It is not recorded; the work is done all the same. */
        NOT_RECORDED,
        /** It has the right parent, but no end. */
        STAYS_OPEN
    }
}
