package dev.traqo.cli.ui;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** The first bytes of a file's text: enough to tell a trace from other files of JSON lines, and what it is about. */
final class Beginning {

    private static final int LENGTH = 16 << 10;

    private final byte[] text;
    private final boolean whole;

    private Beginning(byte[] text, boolean whole) {
        this.text = text;
        this.whole = whole;
    }

    static Beginning of(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LENGTH);
        }
        boolean whole = bytes.length < LENGTH;
        boolean gzip = bytes.length > 1 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
        return gzip ? inflated(bytes) : new Beginning(bytes, whole);
    }

    /** As far as it goes: the compressed bytes are cut, and may be damaged. */
    private static Beginning inflated(byte[] bytes) {
        byte[] text = new byte[LENGTH];
        int length = 0;
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes), LENGTH)) {
            for (int n = 0; n >= 0 && length < LENGTH; n = in.read(text, length, LENGTH - length)) {
                length += n;
            }
        } catch (IOException e) {
            // What came before is what there is.
        }
        return new Beginning(Arrays.copyOf(text, length), false);
    }

    /**
     * Whether one of the first lines is an event of a trace. A file without any text is a trace that has not been
     * written to yet.
     */
    boolean isTrace() {
        boolean blank = true;
        for (int from = 0; from < text.length; ) {
            int end = from;
            while (end < text.length && text[end] != '\n') {
                end++;
            }
            TopLevel line = TopLevel.of(text, from, end);
            if (line.isEvent()) {
                return true;
            }
            blank &= line.isBlank();
            from = end + 1;
        }
        return blank && (whole || text.length == 0);
    }
}
