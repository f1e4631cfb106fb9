package dev.traqo.examples.support;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The model could not be asked. The message is one line that names the address and what to check. */
final class LlmException extends IOException {

    private static final long serialVersionUID = 1;

    LlmException(String message, @Nullable Throwable cause) {
        super(message.replaceAll("\\s+", " ").strip(), cause);
    }
}
