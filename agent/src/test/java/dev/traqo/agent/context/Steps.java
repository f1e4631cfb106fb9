package dev.traqo.agent.context;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** What {@link TracedSteps} does, for tests that load it in another class loader. */
public interface Steps {

    <T> T outer(Callable<T> work) throws Exception;

    <T> T inner(Callable<T> work) throws Exception;

    <T> T leaf(Callable<T> work) throws Exception;

    <T> CompletableFuture<T> async(Callable<CompletableFuture<T>> work) throws Exception;

    <T> Stream<T> stream(Callable<Stream<T>> work) throws Exception;
}
