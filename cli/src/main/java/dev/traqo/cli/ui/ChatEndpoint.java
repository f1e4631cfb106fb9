package dev.traqo.cli.ui;

import dev.traqo.cli.chat.Transcript;
import dev.traqo.read.TraceIndex;
import dev.traqo.read.TraceTree;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** {@code api/chat}: the calls of models in a file, one line of JSON each, sent as they are read. */
final class ChatEndpoint implements Endpoint {

    private static final String TYPE = "application/x-ndjson";
    private static final long FLUSHED_EVERY = 50_000_000;

    private final IndexSource indexes;

    ChatEndpoint(IndexSource indexes) {
        this.indexes = indexes;
    }

    @Override
    public void answer(Request request) throws IOException {
        Path file = request.file();
        int row = request.number("row", -1);
        int after = request.number("after", -1);
        int part = request.number("part", -1);
        try (IndexSource.Opened opened = indexes.open(file)) {
            TraceIndex index = opened.index();
            if (row >= index.size() || row < 0 && request.parameter("row") != null) {
                throw new Refusal(404, "There is no span in row " + row + "; load the trace again.");
            }
            List<TraceTree> traces = index.traces();
            if (part >= traces.size() || part < 0 && request.parameter("part") != null) {
                throw new Refusal(404, "There is no trace " + part + " in this file; load the page again.");
            }
            TraceTree only = part < 0 ? null : traces.get(part);
            Transcript transcript = new Transcript(index);
            try (OutputStream out = request.stream(TYPE)) {
                if (row >= 0) {
                    write(out, transcript.whole(row));
                } else {
                    int[] rows = IntStream.of(transcript.rows())
                            .filter(call -> only == null || index.trace(call) == only)
                            .toArray();
                    all(out, transcript, rows, after);
                }
            }
        }
    }

    private static void all(OutputStream out, Transcript transcript, int[] rows, int after) throws IOException {
        long flushed = System.nanoTime();
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] <= after) {
                continue;
            }
            if (after >= 0 && !transcript.knows(rows[i])) {
                catchUp(transcript, rows, i, after);
            }
            write(out, transcript.next(rows[i]));
            if (i == 0 || System.nanoTime() - flushed > FLUSHED_EVERY) {
                out.flush();
                flushed = System.nanoTime();
            }
        }
    }

    /** Reads the last call of the same lane that the client has. */
    private static void catchUp(Transcript transcript, int[] rows, int at, int after) throws IOException {
        int lane = transcript.lane(rows[at]);
        int last = IntStream.range(0, at)
                .map(i -> rows[at - 1 - i])
                .filter(row -> row <= after && transcript.lane(row) == lane)
                .findFirst()
                .orElse(-1);
        if (last >= 0) {
            transcript.skip(last);
        }
    }

    private static void write(OutputStream out, String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
