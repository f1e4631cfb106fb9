package dev.traqo.cli.ui;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** {@code api/index}: all rows of a file as columns. */
final class IndexEndpoint implements Endpoint {

    private static final String TYPE = "application/octet-stream";

    private final Indexes indexes;
    private final IndexCache cache;
    private final Relatives relatives;
    private final long patienceMillis;

    /** Writes the columns that belong to a head. */
    private interface Columns {
        void write(OutputStream out) throws IOException;
    }

    /** @param patienceMillis how long an answer waits for the index: after that the client is told how far it is */
    IndexEndpoint(Indexes indexes, IndexCache cache, Relatives relatives, long patienceMillis) {
        this.indexes = indexes;
        this.cache = cache;
        this.relatives = relatives;
        this.patienceMillis = patienceMillis;
    }

    @Override
    public void answer(Request request) throws IOException {
        Path file = request.file();
        Stamp stamp = Stamp.of(file);
        if (!indexes.has(file, stamp)) {
            try (KeptIndex kept = cache.find(file, stamp)) {
                if (kept != null) {
                    send(request, file, stamp, kept.head(), kept::writeColumns);
                    // Whoever looks at the tree clicks on a span next.
                    indexes.prepare(file, stamp);
                    return;
                }
            }
        }
        try (Indexes.Lease lease = indexes.open(file, patienceMillis)) {
            if (lease == null) {
                Indexes.Progress progress = indexes.progress(file);
                request.json(202, Map.of("done", progress.done(), "total", progress.total()));
                return;
            }
            TqcWriter writer = lease.writer();
            send(request, file, lease.stamp(), writer.head(), writer::writeColumns);
            if (!TraceFacts.live(lease.index())) {
                cache.keep(file, lease.stamp(), indexes);
            }
        }
    }

    private void send(Request request, Path file, Stamp stamp, IndexHead head, Columns columns) throws IOException {
        byte[] front = head.bytes(relatives.shown(file, head.facts()));
        if (request.notModified(tag(front, stamp))) {
            return;
        }
        String accepted = request.header("Accept-Encoding");
        boolean smaller = !request.isLocal() && accepted != null && accepted.contains("gzip");
        if (smaller) {
            request.answerHeader("Content-Encoding", "gzip");
        }
        request.answerHeader("Vary", "Accept-Encoding");
        try (OutputStream out =
                smaller ? new Quick(request.stream(TYPE)) : request.stream(TYPE, front.length + head.columnBytes())) {
            out.write(front);
            columns.write(out);
        }
    }

    /** Stands for the whole body: the columns follow from the file's state, everything else is in front of them. */
    private static String tag(byte[] front, Stamp stamp) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(front);
            digest.update(ByteBuffer.allocate(16)
                    .putLong(stamp.size())
                    .putLong(stamp.modified())
                    .array());
            digest.update(String.valueOf(stamp.key()).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The columns are large and regular: the fastest level takes most of what there is to gain. */
    private static final class Quick extends GZIPOutputStream {
        Quick(OutputStream out) throws IOException {
            super(out, 64 << 10);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
