package dev.traqo.testkit;

/**
 * What goes wrong on the way, and after how many chunks.
 *
 * @param after chunks that arrive unharmed
 */
record Fault(Kind kind, int after, String message) {

    /** Not even the status line is sent. */
    static final Fault SILENCE = new Fault(Kind.HANG, -1, "");

    enum Kind {
        CUT,
        ERROR_EVENT,
        MALFORMED,
        HANG
    }
}
