package dev.traqo.internal;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stack trace of an error as text, with its causes.
 *
 * <p>A long one keeps the innermost frames of each cause, which say where it happened. Every call into the exception is
 * guarded: exceptions are application code too.
 */
final class ErrorText {

    private static final int MAX_FRAMES = 60;
    private static final int MAX_CAUSES = 20;

    private ErrorText() {}

    static String message(Throwable error) {
        try {
            String message = error.getMessage();
            return message == null ? "" : message;
        } catch (Throwable broken) {
            return "<message: " + broken.getClass().getSimpleName() + ">";
        }
    }

    static String traceback(Throwable error) {
        StringBuilder text = new StringBuilder(1024);
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Throwable next = error;
        String heading = "";
        for (int i = 0; next != null && i < MAX_CAUSES; i++) {
            if (!seen.add(next)) {
                text.append("Caused by: the same again (cycle)\n");
                break;
            }
            one(text, heading, next);
            heading = "Caused by: ";
            next = cause(next);
        }
        return text.toString();
    }

    private static void one(StringBuilder text, String heading, Throwable error) {
        text.append(heading).append(error.getClass().getName());
        String message = message(error);
        if (!message.isEmpty()) {
            text.append(": ").append(message);
        }
        text.append('\n');
        StackTraceElement[] frames = frames(error);
        int shown = Math.min(frames.length, MAX_FRAMES);
        for (int i = 0; i < shown; i++) {
            text.append("\tat ").append(frames[i]).append('\n');
        }
        if (shown < frames.length) {
            text.append("\t... ").append(frames.length - shown).append(" outer frames left out\n");
        }
        for (Throwable suppressed : suppressed(error)) {
            text.append("\tSuppressed: ")
                    .append(suppressed.getClass().getName())
                    .append(": ")
                    .append(message(suppressed))
                    .append('\n');
        }
    }

    private static StackTraceElement[] frames(Throwable error) {
        try {
            StackTraceElement[] frames = error.getStackTrace();
            return frames == null ? new StackTraceElement[0] : frames;
        } catch (Throwable broken) {
            return new StackTraceElement[0];
        }
    }

    private static Throwable[] suppressed(Throwable error) {
        try {
            return error.getSuppressed();
        } catch (Throwable broken) {
            return new Throwable[0];
        }
    }

    private static @Nullable Throwable cause(Throwable error) {
        try {
            return error.getCause();
        } catch (Throwable broken) {
            return null;
        }
    }
}
