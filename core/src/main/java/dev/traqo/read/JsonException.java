package dev.traqo.read;

/** Thrown for text that is not one complete JSON value. The message is one line and says where. */
public final class JsonException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final long position;

    JsonException(String message, long position) {
        super(message);
        this.position = position;
    }

    /** Byte (or character, when a string was parsed) at which the text stopped making sense; -1 if not known. */
    public long position() {
        return position;
    }
}
