package dev.traqo.benchmarks;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One way of getting standard spans into a file. */
interface Recorder extends AutoCloseable {

    /** Records the start and the end of span {@code i} of the payload. */
    void span(int i);

    /** Called once on each further thread that is going to record. */
    default void join() {}

    /** The file that the spans go to. */
    Path file();

    /** Empties the file, so that a long run does not fill the disk; part of what is measured, for every recorder. */
    default void truncate() throws IOException {
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }

    /** Writes what is still in memory and releases the file. */
    @Override
    void close() throws IOException;

    /** Opens the recorder of that name on a file in {@code dir}. */
    static Recorder open(String name, Path dir) throws IOException {
        Files.createDirectories(dir);
        return switch (name) {
            case "raw-stream" -> new RawStreamRecorder(dir.resolve("raw.jsonl"));
            case "raw-channel" -> new RawChannelRecorder(dir.resolve("raw.jsonl"));
            case "traqo" -> TraqoRecorder.open(dir.resolve("traqo.jsonl"));
            case "traqo-strict" -> TraqoRecorder.openStrict(dir.resolve("traqo.jsonl"));
            case "traqo-encode" -> TraqoRecorder.openWithoutSink(dir.resolve("traqo.jsonl"));
            case "otel" -> new OtelRecorder(dir.resolve("otel.jsonl"));
            case "logback" -> new LogbackRecorder(dir.resolve("logback.jsonl"), false);
            case "logback-lean" -> new LogbackRecorder(dir.resolve("logback.jsonl"), true);
            case "log4j" -> new Log4jRecorder(dir.resolve("log4j.jsonl"));
            default -> throw new IllegalArgumentException("No recorder is called " + name);
        };
    }
}
