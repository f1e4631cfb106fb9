package dev.traqo.gemini;

import dev.traqo.llm.ResponseTap;
import java.io.IOException;
import java.util.function.Consumer;
import okhttp3.MediaType;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/** The body of a response, whose bytes are seen as the application reads them, and not earlier. */
final class TappedBody extends ResponseBody {

    private final ResponseBody body;
    private final BufferedSource source;

    TappedBody(ResponseBody body, ResponseTap tap, Consumer<Throwable> failed) {
        this.body = body;
        Bytes bytes = new Bytes(body, tap, failed);
        this.source = Okio.buffer(bytes);
        tap.call().watch(bytes); // whoever reads holds it, with the body or without
    }

    @Override
    public @Nullable MediaType contentType() {
        return body.contentType();
    }

    @Override
    public long contentLength() {
        return body.contentLength();
    }

    @Override
    public BufferedSource source() {
        return source;
    }

    private static final class Bytes extends ForwardingSource {

        private final ResponseTap tap;
        private final Consumer<Throwable> failed;

        Bytes(ResponseBody body, ResponseTap tap, Consumer<Throwable> failed) {
            super(body.source());
            this.tap = tap;
            this.failed = failed;
        }

        @Override
        public long read(Buffer sink, long byteCount) throws IOException {
            long count;
            try {
                count = super.read(sink, byteCount);
            } catch (IOException | RuntimeException | Error e) {
                failed.accept(e);
                throw e;
            }
            if (count < 0) {
                tap.end();
            } else if (!tap.call().isEnded()) {
                Buffer shared = new Buffer();
                sink.copyTo(shared, sink.size() - count, count); // of segments, not of bytes
                byte[] came = shared.readByteArray();
                tap.read(came, 0, came.length);
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            tap.close(); // before what is left of the answer is skipped
            super.close();
        }
    }
}
