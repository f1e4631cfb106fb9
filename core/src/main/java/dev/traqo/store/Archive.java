package dev.traqo.store;

import dev.traqo.internal.LineReader;
import dev.traqo.internal.NamedFiles;
import dev.traqo.internal.TraceNames;
import dev.traqo.read.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Turns a raw trace into its compressed pair: {@code NAME.jsonl.gz}, and {@code NAME.content.jsonl.zst} if a span's
 * input is larger than 10,240 bytes as JSON (FORMAT.md section 5). Lines that are no JSON are kept as they are.
 *
 * <p>The files appear under their names only when they are complete and on the disk, and never replace another file: if
 * the name is taken, {@code NAME-2} is used, and so on. Archiving the same trace twice gives the archive that is there.
 * The raw file is left alone; whoever calls may delete it after the call has returned.
 *
 * <p>Images, sounds and documents stay where they are, in {@code NAME.files}. An archive of another name, or in another
 * folder, gets those that its lines name: as hard links, or copies where there are no links.
 */
public final class Archive {

    private static final byte[] NEWLINE = {'\n'};

    private final EventsOutput events;
    private final Path contentFile;
    private final TraceBounds bounds = new TraceBounds();
    private final NamedFiles files = new NamedFiles();
    private @Nullable ContentOutput content;

    private Archive(EventsOutput events, Path contentFile) {
        this.events = events;
        this.contentFile = contentFile;
    }

    /**
     * What was written.
     *
     * @param events the {@code .jsonl.gz}
     * @param content the {@code .content.jsonl.zst}; null if no input was large
     * @param files the folder of images, sounds and documents; null if there is none
     * @param rawBytes size of the raw file
     * @param archiveBytes size of both files of the pair
     */
    public record Result(
            Path events, @Nullable Path content, @Nullable Path files, long rawBytes, long archiveBytes) {}

    /** Writes the pair into the raw file's folder. */
    public static Result write(Path raw) throws IOException {
        Path dir = raw.toAbsolutePath().getParent();
        return write(raw, dir == null ? raw : dir);
    }

    /**
     * Writes the pair into a folder, which is created if it is not there.
     *
     * @param raw a {@code .jsonl} that nobody is writing to
     * @throws IOException if the raw file cannot be read or the pair cannot be written; no part of the pair is left behind then
     */
    public static Result write(Path raw, Path dir) throws IOException {
        String name = TraceNames.name(raw);
        if (!name.endsWith(TraceNames.RAW)) {
            throw new FileSystemException(raw.toString(), null, "is no raw trace; name a file that ends in .jsonl");
        }
        if (!Files.isRegularFile(raw)) {
            throw new NoSuchFileException(raw.toString(), null, "no such file");
        }
        Files.createDirectories(dir);
        String temporary =
                "." + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        Path events = dir.resolve(temporary + "-events.tmp");
        Path content = dir.resolve(temporary + "-content.tmp");
        try {
            NamedFiles files = copy(raw, events, content);
            boolean hasContent = Files.exists(content);
            long bytes = Files.size(events) + (hasContent ? Files.size(content) : 0);
            ArchiveNames names = ArchiveNames.publish(raw, dir, events, hasContent ? content : null, files);
            Path folder = TraceNames.existingFiles(names.events());
            return new Result(names.events(), names.content(), folder, Files.size(raw), bytes);
        } finally {
            Files.deleteIfExists(events);
            Files.deleteIfExists(content);
        }
    }

    private static NamedFiles copy(Path raw, Path eventsFile, Path contentFile) throws IOException {
        try (LineReader lines = new LineReader(Files.newInputStream(raw), false);
                EventsOutput events = new EventsOutput(CountingOutput.create(eventsFile))) {
            Archive archive = new Archive(events, contentFile);
            try {
                while (lines.next()) {
                    archive.line(lines, raw);
                }
                if (archive.content != null) {
                    archive.content.finish();
                }
                events.finish(archive.bounds.first(), archive.bounds.last());
                return archive.files;
            } finally {
                if (archive.content != null) {
                    archive.content.close();
                }
            }
        }
    }

    private void line(LineReader line, Path raw) throws IOException {
        if (line.tooLong()) {
            throw new FileSystemException(
                    raw.toString(), null, "line " + line.line() + " is longer than 2 GB; keep this trace as it is");
        }
        byte[] bytes = line.buffer();
        int from = line.start();
        int length = line.length();
        int newline = line.terminated() ? 1 : 0;
        if (!line.blank()) {
            bounds.line(bytes, from, length);
            files.note(bytes, from, length);
        }
        LargeInput input = LargeInput.find(bytes, from, length);
        if (input != null && content(input, bytes, from)) {
            byte[] stub = ("{\"_ref\":" + Json.write(input.id()) + ",\"_size\":" + input.length() + "}")
                    .getBytes(StandardCharsets.UTF_8);
            int behind = input.from() + input.length();
            events.beginLine(length - input.length() + stub.length + newline);
            events.write(bytes, from, input.from());
            events.write(stub, 0, stub.length);
            events.write(bytes, from + behind, length - behind);
        } else {
            events.beginLine(length + newline);
            events.write(bytes, from, length);
        }
        events.write(NEWLINE, 0, newline);
    }

    private boolean content(LargeInput input, byte[] bytes, int from) throws IOException {
        if (content == null) {
            content = new ContentOutput(CountingOutput.create(contentFile));
        }
        return content.add(input.id(), bytes, from + input.from(), input.length());
    }
}
