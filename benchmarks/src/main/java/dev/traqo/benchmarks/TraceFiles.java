package dev.traqo.benchmarks;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Makes the files that reading is measured on. The same arguments always make the same bytes. */
public final class TraceFiles {

    private TraceFiles() {}

    /** Takes {@code big FILE SPANS} or {@code folder DIR TRACES}. */
    public static void main(String[] args) throws IOException {
        if (args.length != 3 || !(args[0].equals("big") || args[0].equals("folder"))) {
            System.err.println("Usage: TraceFiles big FILE SPANS | folder DIR TRACES");
            System.exit(2);
        }
        Path target = Path.of(args[1]);
        int count = Integer.parseInt(args[2]);
        if (args[0].equals("big")) {
            big(target, count);
        } else {
            folder(target, count);
        }
    }

    /** One trace of {@code spans} spans, about 620 bytes each. */
    static void big(Path file, int spans) throws IOException {
        write(file, new GeneratedTrace(1, "nightly-evaluation"), spans);
    }

    /** Small traces of 3 to 40 spans, a hundred to a folder. */
    static void folder(Path dir, int traces) throws IOException {
        for (int i = 0; i < traces; i++) {
            Path day = dir.resolve(String.format(Locale.ROOT, "day-%03d", i / 100));
            Files.createDirectories(day);
            GeneratedTrace trace = new GeneratedTrace(i + 2, "support-request");
            write(day.resolve(String.format(Locale.ROOT, "support-request_%05d.jsonl", i)), trace, 3 + i * 7 % 38);
        }
    }

    private static void write(Path file, GeneratedTrace trace, int spans) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            trace.write(out, spans);
        }
    }
}
