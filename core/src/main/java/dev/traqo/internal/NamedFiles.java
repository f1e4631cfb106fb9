package dev.traqo.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The images, sounds and documents that the lines of a trace name, for a copy of it under another name: which needs them
 * beside itself.
 */
public final class NamedFiles {

    private static final byte[] KEY = "\"_file\"".getBytes(StandardCharsets.US_ASCII);
    /** A hash, a dot and the longest ending, with quotes. */
    private static final int LONGEST_NAME = 64 + 1 + 8 + 2;

    private final Set<String> names = new LinkedHashSet<>();

    /** Takes in a line. User data that looks like a stub does no harm: it names nothing that is there. */
    public void note(byte[] bytes, int from, int length) {
        int limit = from + length;
        for (int at = find(bytes, from, limit); at >= 0; at = find(bytes, at, limit)) {
            at = blanks(bytes, at + KEY.length, limit);
            if (at < limit && bytes[at] == ':') {
                int quote = blanks(bytes, at + 1, limit);
                String text =
                        new String(bytes, quote, Math.min(LONGEST_NAME, limit - quote), StandardCharsets.ISO_8859_1);
                int end = text.indexOf('"', 1);
                if (end > 0 && text.charAt(0) == '"' && TraceNames.isFile(text.substring(1, end))) {
                    names.add(text.substring(1, end));
                }
            }
        }
    }

    /** Whether these bytes may hold a stub that names a file, and where; -1 if not. */
    public static int find(byte[] bytes, int from, int limit) {
        for (int i = from; i <= limit - KEY.length; i++) {
            if (bytes[i] == '"' && bytes[i + 1] == '_' && matches(bytes, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] bytes, int at) {
        for (int i = 2; i < KEY.length; i++) {
            if (bytes[at + i] != KEY[i]) {
                return false;
            }
        }
        return true;
    }

    private static int blanks(byte[] bytes, int from, int limit) {
        int at = from;
        while (at < limit && (bytes[at] == ' ' || bytes[at] == '\t')) {
            at++;
        }
        return at;
    }

    /**
     * Puts what one trace has of these files beside another, as links where the file system can. Does nothing if both
     * have the same folder.
     *
     * @throws IOException if that is not possible. What was put there so far stays: somebody else may need it by now, and
     *     it does no harm
     */
    public void give(Path trace, Path copy) throws IOException {
        Path from = TraceNames.files(trace.toAbsolutePath().normalize());
        Path to = TraceNames.files(copy.toAbsolutePath().normalize());
        if (names.isEmpty() || from.equals(to) || !Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        for (String name : names) {
            Path file = from.resolve(name);
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                if (!Files.isDirectory(to, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createDirectory(to);
                }
                link(file, to.resolve(name));
            }
        }
    }

    private static void link(Path file, Path name) throws IOException {
        try {
            Files.createLink(name, file);
        } catch (FileAlreadyExistsException e) {
            // the name says what is in it
        } catch (UnsupportedOperationException | IOException e) { // another disk, or one without links
            Path partial = name.resolveSibling(
                    "." + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()) + ".tmp");
            try {
                Files.copy(file, partial, StandardCopyOption.REPLACE_EXISTING);
                Files.move(partial, name, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(partial);
            }
        }
    }
}
