package dev.traqo.benchmarks;

import dev.traqo.Kind;
import dev.traqo.Scope;
import dev.traqo.Span;
import dev.traqo.TokenUsage;
import dev.traqo.Tracer;
import dev.traqo.internal.FileSink;
import dev.traqo.internal.JsonWriter;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;

/** This library, as an application uses it. */
final class TraqoRecorder implements Recorder {

    private final Payload payload = new Payload();
    private final Path file;
    private final Tracer tracer;
    private final Span parent;
    private final Scope scope;

    private TraqoRecorder(Path file, Tracer tracer) {
        this.file = file;
        this.tracer = tracer;
        this.parent = tracer.span("run").start();
        this.scope = parent.makeCurrent();
    }

    /** Default settings. */
    static TraqoRecorder open(Path file) {
        return new TraqoRecorder(file, Tracer.builder(file).open());
    }

    /** Every call returns after the write that covers its line. */
    static TraqoRecorder openStrict(Path file) {
        return new TraqoRecorder(
                file, Tracer.builder(file).flushInterval(Duration.ZERO).open());
    }

    /**
     * All of the work except the last step: a sink that was closed behind its tracer's back takes its lock and forgets
     * the line.
     */
    static TraqoRecorder openWithoutSink(Path file) {
        TraqoRecorder recorder = open(file);
        closeSink(recorder.tracer);
        return recorder;
    }

    /** From now on the tracer does everything but write. */
    static void closeSink(Tracer tracer) {
        JsonWriter line = JsonWriter.borrow();
        sinkOf(tracer).close(line);
        line.release();
    }

    private static FileSink sinkOf(Tracer tracer) {
        try {
            Field recording = Tracer.class.getDeclaredField("recording");
            recording.setAccessible(true);
            Object trace = recording.get(tracer);
            Field sink = trace.getClass().getDeclaredField("sink");
            sink.setAccessible(true);
            return (FileSink) sink.get(trace);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The tracer keeps its sink elsewhere now: adapt this benchmark", e);
        }
    }

    @Override
    public void join() {
        parent.makeCurrent();
    }

    @Override
    public void span(int i) {
        tracer.span(Payload.NAME)
                .kind(Kind.LLM)
                .tags("llm", "prod")
                .metadata("model", Payload.MODEL)
                .metadata("provider", Payload.PROVIDER)
                .input(payload.input(i))
                .call(span -> {
                    span.tokenUsage(TokenUsage.of(Payload.INPUT_TOKENS, Payload.OUTPUT_TOKENS));
                    return payload.output(i);
                });
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public void close() {
        scope.close();
        parent.end();
        tracer.close();
    }
}
