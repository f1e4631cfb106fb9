package dev.traqo.cli.ui;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code api/about}: what is served, and by which version. */
final class AboutEndpoint implements Endpoint {

    private final Map<String, @Nullable Object> about = new LinkedHashMap<>();

    /** @param file relative to the root; null if no file was named */
    AboutEndpoint(String version, Roots roots, @Nullable String file) {
        about.put("version", version);
        about.put("root", roots.root().toString());
        about.put("file", file);
    }

    @Override
    public void answer(Request request) throws IOException {
        request.json(about);
    }
}
