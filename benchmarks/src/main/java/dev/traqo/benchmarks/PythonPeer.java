package dev.traqo.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import tools.jackson.databind.ObjectMapper;

/** Reads what {@code python_peer.py} measured in this run, if the Python package was there. */
final class PythonPeer {

    private PythonPeer() {}

    /** CPU nanoseconds a span. */
    static OptionalDouble read(Path results) throws IOException {
        Path file = results.resolve("python.json");
        if (!Files.exists(file)) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(
                new ObjectMapper().readTree(file).path("cpu_us_per_span").asDouble() * 1000);
    }
}
