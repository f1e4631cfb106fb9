package dev.traqo.benchmarks;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.exporter.logging.otlp.internal.traces.OtlpStdoutSpanExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;

/**
 * OpenTelemetry SDK: batch processor and the OTLP-JSON exporter, into a file. Left alone it drops what its queue cannot
 * hold; here it waits every 500 spans until all of them are exported, so that it does the same work as the others.
 */
final class OtelRecorder implements Recorder {

    private static final int WAIT_EVERY = 500;
    private static final AttributeKey<List<String>> TAGS = AttributeKey.stringArrayKey("tags");
    private static final AttributeKey<String> KIND = AttributeKey.stringKey("kind");
    private static final AttributeKey<String> INPUT = AttributeKey.stringKey("input.value");
    private static final AttributeKey<String> OUTPUT = AttributeKey.stringKey("output.value");
    private static final AttributeKey<String> MODEL = AttributeKey.stringKey("gen_ai.request.model");
    private static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("gen_ai.provider.name");
    private static final AttributeKey<Long> INPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.input_tokens");
    private static final AttributeKey<Long> OUTPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.output_tokens");

    private final Payload payload = new Payload();
    private final Path file;
    private final FileOutputStream out;
    private final CountingExporter exporter;
    private final BatchSpanProcessor processor;
    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final Context parent;
    private long recorded;

    OtelRecorder(Path file) throws IOException {
        this.file = file;
        this.out = new FileOutputStream(file.toFile());
        this.exporter = new CountingExporter(new OtlpStdoutSpanExporterBuilder(Logger.getLogger("otel"))
                .setOutput(out)
                .setMemoryMode(MemoryMode.REUSABLE_DATA)
                .build());
        this.processor = BatchSpanProcessor.builder(exporter).build();
        this.provider = SdkTracerProvider.builder().addSpanProcessor(processor).build();
        this.tracer = provider.get("traqo-benchmarks");
        this.parent = Context.root().with(tracer.spanBuilder("run").startSpan());
    }

    @Override
    public void span(int i) {
        Span span = tracer.spanBuilder(Payload.NAME)
                .setParent(parent)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(KIND, Payload.KIND)
                .setAttribute(TAGS, Payload.TAGS)
                .setAttribute(MODEL, Payload.MODEL)
                .setAttribute(PROVIDER, Payload.PROVIDER)
                .setAttribute(INPUT, payload.input(i))
                .startSpan();
        try (Scope ignored = span.makeCurrent()) {
            span.setAttribute(INPUT_TOKENS, (long) Payload.INPUT_TOKENS);
            span.setAttribute(OUTPUT_TOKENS, (long) Payload.OUTPUT_TOKENS);
            span.setAttribute(OUTPUT, payload.output(i));
        }
        span.end();
        if (++recorded % WAIT_EVERY == 0) {
            waitForExport();
        }
    }

    private void waitForExport() {
        // Under load forceFlush has been seen to return before everything was exported.
        while (exporter.exported.get() < recorded) {
            processor.forceFlush().join(10, TimeUnit.SECONDS);
        }
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public void truncate() throws IOException {
        out.getChannel().truncate(0);
    }

    @Override
    public void close() throws IOException {
        waitForExport();
        provider.close();
        out.close();
    }

    private static final class CountingExporter implements SpanExporter {

        private final SpanExporter target;
        private final AtomicLong exported = new AtomicLong();

        CountingExporter(SpanExporter target) {
            this.target = target;
        }

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            int size = spans.size();
            CompletableResultCode result = target.export(spans);
            return result.whenComplete(() -> exported.addAndGet(result.isSuccess() ? size : 0));
        }

        @Override
        public CompletableResultCode flush() {
            return target.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return target.shutdown();
        }
    }
}
