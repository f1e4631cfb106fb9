package dev.traqo.benchmarks;

import static net.logstash.logback.argument.StructuredArguments.keyValue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import java.util.Map;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashCommonFieldNames;
import net.logstash.logback.fieldnames.LogstashFieldNames;

/**
 * Logback with the logstash encoder and {@code immediateFlush=false}: as it comes, or {@code lean}, with a large buffer
 * and without the fields that the encoder adds by itself.
 */
final class LogbackRecorder implements Recorder {

    private final Payload payload = new Payload();
    private final Path file;
    private final LoggerContext context = new LoggerContext();
    private final Logger logger;

    LogbackRecorder(Path file, boolean lean) {
        this.file = file;
        // Without an adapter every event dies silently in a NullPointerException.
        context.setMDCAdapter(new LogbackMDCAdapter());
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setContext(context);
        appender.setFile(file.toString());
        if (lean) {
            appender.setBufferSize(new FileSize(256 << 10));
        }
        appender.setImmediateFlush(false);
        appender.setEncoder(encoder(lean));
        appender.start();
        logger = context.getLogger("trace");
        logger.setLevel(Level.INFO);
        logger.addAppender(appender);
    }

    private LogstashEncoder encoder(boolean lean) {
        LogstashEncoder encoder = new LogstashEncoder();
        encoder.setContext(context);
        if (lean) {
            encoder.setFieldNames(leanNames());
        }
        encoder.start();
        return encoder;
    }

    private static LogstashFieldNames leanNames() {
        LogstashFieldNames names = new LogstashFieldNames();
        names.setVersion(LogstashCommonFieldNames.IGNORE_FIELD_INDICATOR);
        names.setLogger(LogstashCommonFieldNames.IGNORE_FIELD_INDICATOR);
        names.setThread(LogstashCommonFieldNames.IGNORE_FIELD_INDICATOR);
        names.setLevel(LogstashCommonFieldNames.IGNORE_FIELD_INDICATOR);
        names.setLevelValue(LogstashCommonFieldNames.IGNORE_FIELD_INDICATOR);
        return names;
    }

    @Override
    public void span(int i) {
        long started = System.nanoTime();
        String id = SpanIds.next();
        logger.info(
                "span_start",
                keyValue("id", id),
                keyValue("parent_id", Payload.PARENT_ID),
                keyValue("name", Payload.NAME),
                keyValue("kind", Payload.KIND),
                keyValue("tags", Payload.TAGS),
                keyValue("metadata", SpanIds.START_METADATA),
                keyValue("input", payload.input(i)));
        Map<String, Object> usage =
                Map.of("input_tokens", Payload.INPUT_TOKENS, "output_tokens", Payload.OUTPUT_TOKENS);
        logger.info(
                "span_end",
                keyValue("id", id),
                keyValue("parent_id", Payload.PARENT_ID),
                keyValue("name", Payload.NAME),
                keyValue("duration_s", (System.nanoTime() - started) / 1e9),
                keyValue("status", "ok"),
                keyValue("kind", Payload.KIND),
                keyValue("tags", Payload.TAGS),
                keyValue(
                        "metadata", Map.of("model", Payload.MODEL, "provider", Payload.PROVIDER, "token_usage", usage)),
                keyValue("output", payload.output(i)));
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public void close() {
        context.stop();
    }
}
