package dev.traqo.agent.context;

import dev.traqo.testkit.ContextContract;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** The columns whose spans come from annotations; they differ in how the annotations are woven. */
interface TracedContract extends ContextContract {

    Steps steps();

    @Override
    default <T> T outer(Callable<T> work) throws Exception {
        return steps().outer(work);
    }

    @Override
    default <T> T inner(Callable<T> work) throws Exception {
        return steps().inner(work);
    }

    @Override
    default <T> T leaf(Callable<T> work) throws Exception {
        return steps().leaf(work);
    }

    @Override
    default <T> CompletableFuture<T> async(Callable<CompletableFuture<T>> work) throws Exception {
        return steps().async(work);
    }

    @Override
    default <T> Stream<T> stream(Callable<Stream<T>> work) throws Exception {
        return steps().stream(work);
    }
}
