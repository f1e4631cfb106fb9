package dev.traqo.cli.ui;

import dev.traqo.read.Json;
import dev.traqo.read.JsonException;
import dev.traqo.read.Pricing;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Indexes of finished files as the pages get them, kept on disk: a large file opens without being read. What cannot be
 * written or read is not used, and nobody is told: the file itself is there. Safe for any thread, and for several
 * programs at once.
 *
 * <p>A cache file is one JSON object after its length (whose index it is, the facts of the header, the columns), the
 * texts of the header after their length, the columns, and the CRC-32C of all that.
 */
final class IndexCache {

    private static final int VERSION = 1;
    private static final String ENDING = ".tqi";
    private static final long SMALLEST = 4 << 20;
    private static final int LARGEST_PART = 256 << 20;

    private final @Nullable Path folder;
    private final long most;

    /** What was written, or tried to. */
    private final Map<Path, Stamp> kept = new HashMap<>();

    /**
     * @param folder null to do without
     * @param most bytes of all cache files
     */
    IndexCache(@Nullable Path folder, long most) {
        this.folder = folder;
        this.most = most;
    }

    /** In the folder where programs of this user keep such files. */
    static IndexCache ofUser() {
        return new IndexCache(
                folder(System.getProperty("os.name"), System.getProperty("user.home"), System.getenv()), 1L << 30);
    }

    static @Nullable Path folder(String system, @Nullable String home, Map<String, String> variables) {
        boolean windows = system.startsWith("Windows");
        String named = variables.get(windows ? "LOCALAPPDATA" : "XDG_CACHE_HOME");
        if (named != null && Path.of(named).isAbsolute()) {
            return Path.of(named, "traqo", "index");
        }
        return home == null || windows ? null : Path.of(home, ".cache", "traqo", "index");
    }

    /** The kept index of a file in this state; null if there is none. */
    @Nullable
    Entry find(Path file, Stamp stamp) {
        if (folder == null || stamp.size() < SMALLEST) {
            return null;
        }
        Path kept = folder.resolve(name(file));
        if (!Files.isRegularFile(kept)) {
            return null;
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(kept, StandardOpenOption.READ);
            Entry entry = Entry.read(channel, identity(file, stamp));
            if (entry == null) {
                channel.close();
                Files.deleteIfExists(kept);
                return null;
            }
            // Those that were not used for longest are deleted first.
            Files.setLastModifiedTime(kept, FileTime.from(Instant.now()));
            return entry;
        } catch (IOException | JsonException | ClassCastException e) {
            close(channel);
            return null;
        }
    }

    private static void close(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // It was only read.
        }
    }

    /** Keeps the index of a file, if it is large enough to be worth it; in the background. */
    void keep(Path file, Stamp stamp, Indexes indexes) {
        if (folder == null || stamp.size() < SMALLEST) {
            return;
        }
        synchronized (kept) {
            if (stamp.equals(kept.put(file, stamp))) {
                return;
            }
        }
        Thread thread = new Thread(
                () -> {
                    try (Indexes.Lease lease = indexes.openAny(file)) {
                        if (lease.stamp().equals(stamp)) {
                            write(file, stamp, lease.writer());
                        }
                    } catch (IOException | RuntimeException e) {
                        // A full or read-only disk: the next start indexes again.
                        System.getLogger("dev.traqo.cli.ui").log(System.Logger.Level.DEBUG, "no cache", e);
                    }
                },
                "traqo-ui-cache");
        thread.setDaemon(true);
        thread.start();
    }

    /** Writes the cache file; under its name it appears when it is complete. */
    void write(Path file, Stamp stamp, TqcWriter writer) throws IOException {
        if (folder == null) {
            return;
        }
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] forFolders = posix ? owner("rwx------") : new FileAttribute<?>[0];
        FileAttribute<?>[] forFiles = posix ? owner("rw-------") : new FileAttribute<?>[0];
        Files.createDirectories(folder, forFolders);
        Path temporary = Files.createTempFile(folder, "", ".tmp", forFiles);
        try {
            try (OutputStream out = Files.newOutputStream(temporary)) {
                write(out, identity(file, stamp), writer);
            }
            Files.move(temporary, folder.resolve(name(file)), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        shrink(folder);
    }

    private static FileAttribute<?>[] owner(String permissions) {
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }

    private static void write(OutputStream out, Map<String, Object> identity, TqcWriter writer) throws IOException {
        IndexHead head = writer.head();
        Map<String, @Nullable Object> whole = new LinkedHashMap<>(identity);
        whole.put("facts", head.facts());
        List<Object> columns = new ArrayList<>();
        for (IndexHead.Column column : head.columns()) {
            columns.add(List.of(column.name(), column.type().name(), column.length()));
        }
        whole.put("columns", columns);
        CheckedOutputStream checked = new CheckedOutputStream(out, new CRC32C());
        DataOutputStream data = new DataOutputStream(new BufferedOutputStream(checked, 1 << 16));
        byte[] json = Json.write(whole).getBytes(StandardCharsets.UTF_8);
        data.writeInt(json.length);
        data.write(json);
        data.writeInt(head.texts().length);
        data.write(head.texts());
        writer.writeColumns(new FilterOutputStream(data) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }
        });
        data.flush();
        data.writeLong(checked.getChecksum().getValue());
        data.flush();
    }

    /** Deletes the oldest files until the others fit, and what was left behind long ago. */
    private void shrink(Path folder) throws IOException {
        record Kept(Path path, long size, FileTime used) {}
        List<Kept> all = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(folder)) {
            for (Path path : entries) {
                String name = String.valueOf(path.getFileName());
                FileTime used = Files.getLastModifiedTime(path);
                boolean left = name.endsWith(".tmp")
                        && used.toInstant().isBefore(Instant.now().minusSeconds(3600));
                if (left) {
                    Files.deleteIfExists(path);
                } else if (name.endsWith(ENDING)) {
                    all.add(new Kept(path, Files.size(path), used));
                }
            }
        }
        all.sort(Comparator.comparing(Kept::used).reversed());
        long sum = 0;
        for (Kept kept : all) {
            sum += kept.size;
            if (sum > most) {
                Files.deleteIfExists(kept.path);
            }
        }
    }

    private static Map<String, Object> identity(Path file, Stamp stamp) {
        Map<String, Object> identity = new LinkedHashMap<>();
        identity.put("version", (long) VERSION);
        identity.put("path", file.toString());
        identity.put("size", stamp.size());
        identity.put("modified", stamp.modified());
        identity.put("prices", Prices.FINGERPRINT);
        return identity;
    }

    private static String name(Path file) {
        try {
            byte[] path = file.toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(path), 0, 16) + ENDING;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Prices {
        private static final String FINGERPRINT = Pricing.standard().fingerprint();
    }

    /** Reads the price table now, so that the first one who asks for an index need not wait for it. */
    static void prepare() {
        Thread thread = new Thread(() -> Objects.requireNonNull(Prices.FINGERPRINT), "traqo-ui-prices");
        thread.setDaemon(true);
        thread.start();
    }

    /** A cache file, open. */
    static final class Entry implements AutoCloseable {
        private final FileChannel channel;
        private final IndexHead head;
        private final long columnsAt;

        private Entry(FileChannel channel, IndexHead head, long columnsAt) {
            this.channel = channel;
            this.head = head;
            this.columnsAt = columnsAt;
        }

        /** Null if this is not the index of that file in that state, or damaged. */
        private static @Nullable Entry read(FileChannel channel, Map<String, Object> identity) throws IOException {
            long end = channel.size() - Long.BYTES;
            if (end < 0 || checksum(channel, end) != last(channel, end)) {
                return null;
            }
            DataInputStream in = new DataInputStream(Channels.newInputStream(channel.position(0)));
            byte[] json = part(in);
            if (!(Json.parse(json, 0, json.length) instanceof Map<?, ?> whole)
                    || !identity.entrySet().stream()
                            .allMatch(entry -> entry.getValue().equals(whole.get(entry.getKey())))) {
                return null;
            }
            byte[] texts = part(in);
            List<IndexHead.Column> columns = new ArrayList<>();
            if (!(whole.get("columns") instanceof List<?> list) || !(whole.get("facts") instanceof Map<?, ?> map)) {
                return null;
            }
            for (Object column : list) {
                List<?> entry = (List<?>) column;
                columns.add(new IndexHead.Column(
                        (String) entry.get(0),
                        IndexHead.Type.valueOf((String) entry.get(1)),
                        ((Long) entry.get(2)).intValue()));
            }
            @SuppressWarnings("unchecked")
            Map<String, @Nullable Object> facts = (Map<String, @Nullable Object>) map;
            return new Entry(channel, new IndexHead(facts, texts, columns), channel.position());
        }

        private static byte[] part(DataInputStream in) throws IOException {
            int length = in.readInt();
            if (length < 0 || length > LARGEST_PART) {
                throw new IOException("a part of " + length + " bytes");
            }
            byte[] bytes = new byte[length];
            in.readFully(bytes);
            return bytes;
        }

        private static long checksum(FileChannel channel, long end) throws IOException {
            CRC32C sum = new CRC32C();
            ByteBuffer block = ByteBuffer.allocateDirect(1 << 18);
            for (long at = 0; at < end; ) {
                block.clear().limit((int) Math.min(block.capacity(), end - at));
                int n = channel.read(block, at);
                if (n <= 0) {
                    return -1;
                }
                sum.update(block.flip());
                at += n;
            }
            return sum.getValue();
        }

        private static long last(FileChannel channel, long at) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES);
            while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) > 0) {
                // reads on
            }
            return bytes.getLong(0);
        }

        IndexHead head() {
            return head;
        }

        void writeColumns(OutputStream out) throws IOException {
            InputStream in = Channels.newInputStream(channel.position(columnsAt));
            byte[] block = new byte[1 << 16];
            for (long left = head.columnBytes(); left > 0; ) {
                int n = in.read(block, 0, (int) Math.min(block.length, left));
                if (n < 0) {
                    throw new IOException("the cache file ends too early");
                }
                out.write(block, 0, n);
                left -= n;
            }
        }

        @Override
        public void close() {
            IndexCache.close(channel);
        }
    }
}
