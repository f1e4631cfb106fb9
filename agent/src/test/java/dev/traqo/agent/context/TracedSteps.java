package dev.traqo.agent.context;

import dev.traqo.Trace;
import dev.traqo.TraceIgnore;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** An application that only has annotations. */
public final class TracedSteps implements Steps {

    @Trace
    @Override
    public <T> T outer(@TraceIgnore Callable<T> work) throws Exception {
        return work.call();
    }

    @Trace
    @Override
    public <T> T inner(@TraceIgnore Callable<T> work) throws Exception {
        return work.call();
    }

    @Trace
    @Override
    public <T> T leaf(@TraceIgnore Callable<T> work) throws Exception {
        return work.call();
    }

    @Trace
    @Override
    public <T> CompletableFuture<T> async(@TraceIgnore Callable<CompletableFuture<T>> work) throws Exception {
        return work.call();
    }

    @Trace
    @Override
    public <T> Stream<T> stream(@TraceIgnore Callable<Stream<T>> work) throws Exception {
        return work.call();
    }
}
