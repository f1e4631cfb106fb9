package dev.traqo;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the tracer logs while this is open. */
public final class Warnings implements AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger("dev.traqo");

    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final boolean parents = LOGGER.getUseParentHandlers();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            messages.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    public Warnings() {
        LOGGER.setUseParentHandlers(false);
        LOGGER.addHandler(handler);
    }

    public List<String> messages() {
        return messages;
    }

    @Override
    public void close() {
        LOGGER.removeHandler(handler);
        LOGGER.setUseParentHandlers(parents);
    }
}
