package dev.traqo.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Objects;

/** Nobody takes what we write any more. Ends the command from wherever it is. */
final class OutputClosed extends RuntimeException {

    private static final long serialVersionUID = 1;

    OutputClosed(IOException cause) {
        super(cause);
    }

    /** Says nothing when the reader simply went away ({@code | head}): it has all it wanted. */
    int complain(PrintStream err) {
        String reason = Objects.toString(Objects.requireNonNull(getCause()).getMessage(), "");
        if (reason.contains("Broken pipe") || reason.contains("pipe is being closed")) {
            return 0;
        }
        err.println("traqo: standard output: " + reason + "; what was written so far is incomplete");
        err.flush();
        return 1;
    }
}
