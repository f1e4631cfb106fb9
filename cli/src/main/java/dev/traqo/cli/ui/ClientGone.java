package dev.traqo.cli.ui;

import java.io.IOException;

/** Nobody takes the answer any more: the tab was closed, or asked for something else. No error of anybody. */
final class ClientGone extends IOException {

    private static final long serialVersionUID = 1;

    ClientGone(IOException cause) {
        super("the client has gone", cause);
    }
}
