package dev.traqo.cli.ui;

import dev.traqo.read.TraceIndex;
import java.io.IOException;
import java.nio.file.Path;

/** Where endpoints get the index of a file from. */
interface IndexSource {

    /** An index that is in use until this is closed. */
    interface Opened extends AutoCloseable {
        TraceIndex index();

        @Override
        void close() throws IOException;
    }

    /** The index of the file as it is now. */
    Opened open(Path file) throws IOException;
}
