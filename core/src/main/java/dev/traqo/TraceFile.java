package dev.traqo;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An image, a sound or a document of a trace, as its events name it: made by {@link Tracer#file}, put into an input or
 * output like any other value, alone or inside maps, lists and records. It is written as an object that says type, size
 * and hash (FORMAT.md, section "Files"); the bytes stand in a file beside the trace.
 *
 * <p>Immutable, safe for any thread.
 */
public final class TraceFile {

    private final @Nullable String name;
    private final String mediaType;
    private final long size;
    /** Only as long as it may be needed for the hash: of a file that was not kept. */
    private final byte @Nullable [] bytes;

    private volatile @Nullable String sha256;

    private TraceFile(
            @Nullable String name, String mediaType, long size, byte @Nullable [] bytes, @Nullable String sha256) {
        this.name = name;
        this.mediaType = mediaType;
        this.size = size;
        this.bytes = bytes;
        this.sha256 = sha256;
    }

    static TraceFile kept(@Nullable String name, String mediaType, long size, String sha256) {
        return new TraceFile(name, mediaType, size, null, sha256);
    }

    /** Not on the disk, and not hashed before somebody asks. */
    static TraceFile notKept(String mediaType, byte[] bytes) {
        return new TraceFile(null, mediaType, bytes.length, bytes, null);
    }

    /** {@code <sha256>.<ending>} in the folder of the trace's files; null if the bytes were not kept. */
    public @Nullable String name() {
        return name;
    }

    /** Such as {@code image/png}: lower case, without parameters; {@code application/octet-stream} if not known. */
    public String mediaType() {
        return mediaType;
    }

    /** Number of bytes. */
    public long size() {
        return size;
    }

    /** Hash of the bytes, 64 lower-case hex digits. Of a file that was not kept it is computed at the first call. */
    public String sha256() {
        String known = sha256;
        if (known == null) {
            known = hash(bytes == null ? new byte[0] : bytes);
            sha256 = known;
        }
        return known;
    }

    static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    @Override
    public String toString() {
        return mediaType + ", " + size + " bytes" + (name == null ? "" : " (" + name + ")");
    }
}
