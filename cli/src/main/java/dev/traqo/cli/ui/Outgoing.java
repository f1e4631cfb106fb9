package dev.traqo.cli.ui;

import java.io.IOException;
import java.io.OutputStream;

/** The body of an answer. Tells a client that has gone from a file that cannot be read. */
final class Outgoing extends OutputStream {

    /** What goes to the socket at once: the JDK's server keeps a buffer twice as large for each connection. */
    private static final int PIECE = 64 << 10;

    private final OutputStream target;

    Outgoing(OutputStream target) {
        this.target = target;
    }

    @Override
    public void write(int b) throws IOException {
        try {
            target.write(b);
        } catch (IOException e) {
            throw new ClientGone(e);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            for (int done = 0; done < length; done += PIECE) {
                target.write(bytes, offset + done, Math.min(PIECE, length - done));
            }
        } catch (IOException e) {
            throw new ClientGone(e);
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            target.flush();
        } catch (IOException e) {
            throw new ClientGone(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            target.close();
        } catch (IOException e) {
            throw new ClientGone(e);
        }
    }
}
