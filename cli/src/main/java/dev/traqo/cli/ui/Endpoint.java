package dev.traqo.cli.ui;

import java.io.IOException;

/** Answers one path below {@code api/}. Safe for any thread: requests come at the same time. */
interface Endpoint {

    /**
     * Answers once, with one of the methods of {@link Request}.
     *
     * @throws Refusal if the request cannot be answered; becomes an answer that says so
     * @throws IOException if reading fails, or the client has gone; the latter is nothing to report
     */
    void answer(Request request) throws IOException;
}
