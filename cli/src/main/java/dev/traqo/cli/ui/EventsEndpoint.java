package dev.traqo.cli.ui;

import java.io.IOException;

/** {@code api/events}: what happens in a file, or in a folder. */
final class EventsEndpoint implements Endpoint {

    private final Endpoint ofFile;
    private final Endpoint ofFolder;

    EventsEndpoint(Endpoint ofFile, Endpoint ofFolder) {
        this.ofFile = ofFile;
        this.ofFolder = ofFolder;
    }

    @Override
    public void answer(Request request) throws IOException {
        (request.parameter("file") == null ? ofFolder : ofFile).answer(request);
    }
}
