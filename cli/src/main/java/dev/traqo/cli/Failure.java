package dev.traqo.cli;

import dev.traqo.cli.text.Glyphs;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;

/** A command cannot do what it was asked for. The message names the thing, what is wrong, and what to do. */
final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1;

    Failure(String message) {
        super(message);
    }

    /** One line for any exception: never a stack trace, never control characters. */
    static String describe(Throwable exception) {
        return Glyphs.line(message(exception));
    }

    private static String message(Throwable exception) {
        if (exception instanceof Failure) {
            return String.valueOf(exception.getMessage());
        }
        Throwable cause = exception.getCause();
        if ((exception instanceof UncheckedIOException || exception instanceof ExecutionException) && cause != null) {
            return message(cause);
        }
        if (exception instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file; 'traqo ls' lists the traces there are";
        }
        if (exception instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied; make it readable for you";
        }
        if (exception instanceof FileSystemException system && system.getReason() != null) {
            return system.getFile() + ": " + system.getReason() + "; check the path and its permissions";
        }
        if (exception instanceof EOFException || exception instanceof IOException) {
            return exception.getMessage() == null ? exception.toString() : exception.getMessage();
        }
        if (exception instanceof IllegalArgumentException && exception.getMessage() != null) {
            return exception.getMessage();
        }
        return exception + "; this is a fault of traqo: set TRAQO_DEBUG=1 to see where, and report it";
    }
}
