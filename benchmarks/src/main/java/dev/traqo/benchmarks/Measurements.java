package dev.traqo.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import tools.jackson.databind.ObjectMapper;

/** What was measured so far, by JDK and row. */
final class Measurements {

    private final Map<String, Map<String, List<ForkResult>>> byJdk = new LinkedHashMap<>();

    void add(String jdk, String id, ForkResult fork) {
        byJdk.computeIfAbsent(jdk, unused -> new LinkedHashMap<>())
                .computeIfAbsent(id, unused -> new ArrayList<>())
                .add(fork);
    }

    Iterable<String> jdks() {
        return byJdk.keySet();
    }

    List<ForkResult> forks(String jdk, String id) {
        return byJdk.getOrDefault(jdk, Map.of()).getOrDefault(id, List.of());
    }

    /** Median of the forks' medians; absent if the row was not measured. */
    OptionalDouble median(String jdk, String id, Function<ForkResult, Double> of) {
        List<ForkResult> forks = forks(jdk, id);
        return forks.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(ForkResult.median(forks, of));
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file, byJdk);
    }
}
