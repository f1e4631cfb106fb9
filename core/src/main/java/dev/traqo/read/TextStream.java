package dev.traqo.read;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The text of a trace file from front to back: as it stands, or inflated when the first bytes say gzip, whatever the
 * name says. Damaged or cut gzip is no error: the text ends there and {@link #truncated} says so.
 *
 * <p>Not {@code GZIPInputStream}: that one throws away what it had inflated, and guesses from {@code available()}
 * whether another member follows.
 */
final class TextStream extends InputStream {

    private static final int MAGIC = 0x1f8b;

    private final InputStream in;
    private final byte[] input = new byte[1 << 16];
    private int at;
    private int end;

    private boolean sniffed;
    private boolean gzip;
    private boolean inMember;
    private boolean ended;
    private boolean truncated;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();

    TextStream(InputStream in) {
        this.in = in;
    }

    static TextStream open(Path file) throws IOException {
        return new TextStream(input(file));
    }

    private static InputStream input(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "is a folder; name a trace file in it");
        }
        try {
            return Files.newInputStream(file);
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(file.toString(), null, "no such file");
        }
    }

    /** Whether the compressed text was cut or damaged. Known once {@code read} has returned -1. */
    boolean truncated() {
        return truncated;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!sniffed && !sniff()) {
            return -1;
        }
        if (gzip) {
            return inflate(into, offset, length);
        }
        if (at < end) {
            int n = Math.min(length, end - at);
            System.arraycopy(input, at, into, offset, n);
            at += n;
            return n;
        }
        return in.read(into, offset, length);
    }

    private boolean sniff() throws IOException {
        if (!fill()) {
            return false;
        }
        if (input[0] == (byte) (MAGIC >> 8)) {
            while (end < 2 && more()) {}
            gzip = end >= 2 && input[1] == (byte) MAGIC;
        }
        sniffed = true;
        return true;
    }

    private int inflate(byte[] into, int offset, int length) throws IOException {
        while (!ended) {
            if (!inMember && !beginMember()) {
                return -1;
            }
            int n;
            try {
                n = inflater.inflate(into, offset, length);
            } catch (DataFormatException e) {
                return cut();
            }
            if (n > 0) {
                crc.update(into, offset, n);
                return n;
            }
            if (inflater.finished()) {
                at = end - inflater.getRemaining();
                inMember = false;
                if (!endMember()) {
                    return cut();
                }
            } else if (inflater.needsDictionary() || !fill()) {
                return cut();
            } else {
                inflater.setInput(input, at, end - at);
                at = end;
            }
        }
        return -1;
    }

    private int cut() {
        truncated = true;
        ended = true;
        return -1;
    }

    /** Reads a member's header; false at the end of the file, or of what can be understood. */
    private boolean beginMember() throws IOException {
        int first = next();
        while (first == 0) {
            first = next(); // Zeros behind the last member are padding: gzip ignores them too.
        }
        if (first < 0) {
            ended = true;
            return false;
        }
        if (first != MAGIC >> 8 || next() != (MAGIC & 255) || next() != 8 || !header(next())) {
            cut();
            return false;
        }
        inflater.reset();
        inflater.setInput(input, at, end - at);
        at = end;
        crc.reset();
        inMember = true;
        return true;
    }

    private boolean header(int flags) throws IOException {
        boolean whole = flags >= 0 && skip(6);
        if (whole && (flags & 4) != 0) {
            int low = next();
            int high = next();
            whole = high >= 0 && skip(low + (high << 8));
        }
        if (whole && (flags & 8) != 0) {
            whole = skipString();
        }
        if (whole && (flags & 16) != 0) {
            whole = skipString();
        }
        return whole && ((flags & 2) == 0 || skip(2));
    }

    private boolean endMember() throws IOException {
        long sum = 0;
        for (int i = 0; i < 4; i++) {
            int b = next();
            if (b < 0) {
                return false;
            }
            sum |= (long) b << (8 * i);
        }
        return skip(4) && sum == crc.getValue();
    }

    private boolean skip(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            if (next() < 0) {
                return false;
            }
        }
        return true;
    }

    private boolean skipString() throws IOException {
        int b = next();
        while (b > 0) {
            b = next();
        }
        return b == 0;
    }

    private int next() throws IOException {
        return at < end || fill() ? input[at++] & 255 : -1;
    }

    private boolean fill() throws IOException {
        at = 0;
        end = 0;
        return more();
    }

    private boolean more() throws IOException {
        int n = in.read(input, end, input.length - end);
        end += Math.max(n, 0);
        return n > 0;
    }

    @Override
    public void close() throws IOException {
        ended = true;
        inflater.end();
        in.close();
    }
}
