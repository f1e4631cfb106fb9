package dev.traqo.benchmarks;

import java.nio.file.Path;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.RandomAccessFileAppender;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.layout.template.json.JsonTemplateLayout;
import org.apache.logging.log4j.message.AsynchronouslyFormattable;
import org.apache.logging.log4j.message.MapMessage;

/** Log4j 2 with JsonTemplateLayout and the random-access appender, buffered: the fields of our two lines. */
final class Log4jRecorder implements Recorder {

    private static final String TEMPLATE = "{\"ts\":{\"$resolver\":\"timestamp\",\"pattern\":{\"format\":"
            + "\"yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'\",\"timeZone\":\"UTC\"}},"
            + "\"span\":{\"$resolver\":\"map\",\"flatten\":true}}";

    private final Payload payload = new Payload();
    private final Path file;
    private final LoggerContext context = new LoggerContext("benchmark");
    private final Logger logger;

    Log4jRecorder(Path file) {
        this.file = file;
        DefaultConfiguration configuration = new DefaultConfiguration();
        RandomAccessFileAppender.Builder<?> builder = new RandomAccessFileAppender.Builder<>();
        builder.setName("trace");
        builder.setConfiguration(configuration);
        builder.setFileName(file.toString());
        builder.setAppend(false);
        builder.setImmediateFlush(false);
        builder.setBufferSize(256 << 10);
        builder.setLayout(JsonTemplateLayout.newBuilder()
                .setConfiguration(configuration)
                .setEventTemplate(TEMPLATE)
                .build());
        RandomAccessFileAppender appender = builder.build();
        appender.start();
        configuration.addAppender(appender);
        LoggerConfig root = configuration.getRootLogger();
        root.getAppenders().keySet().forEach(root::removeAppender);
        root.addAppender(appender, Level.INFO, null);
        root.setLevel(Level.INFO);
        context.start(configuration);
        logger = context.getLogger("trace");
    }

    @Override
    public void span(int i) {
        long started = System.nanoTime();
        String id = SpanIds.next();
        logger.info(new Event("span_start", id)
                .with("metadata", SpanIds.START_METADATA)
                .with("input", payload.input(i)));
        Map<String, Object> usage =
                Map.of("input_tokens", Payload.INPUT_TOKENS, "output_tokens", Payload.OUTPUT_TOKENS);
        logger.info(new Event("span_end", id)
                .with("duration_s", (System.nanoTime() - started) / 1e9)
                .with("status", "ok")
                .with("metadata", Map.of("model", Payload.MODEL, "provider", Payload.PROVIDER, "token_usage", usage))
                .with("output", payload.output(i)));
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public void close() {
        context.stop();
    }

    /** A message that keeps its values as they are; Log4j's own ones turn them into strings. */
    @AsynchronouslyFormattable // else Log4j formats each event a second time, for nobody
    private static final class Event extends MapMessage<Event, Object> {

        private static final long serialVersionUID = 1;

        Event(String type, String id) {
            super(12);
            with("type", type);
            with("id", id);
            with("parent_id", Payload.PARENT_ID);
            with("name", Payload.NAME);
            with("kind", Payload.KIND);
            with("tags", Payload.TAGS);
        }

        private Event(Map<String, Object> values) {
            super(values);
        }

        @Override
        public Event newInstance(Map<String, Object> values) {
            return new Event(values);
        }
    }
}
