package dev.traqo.testkit;

import java.util.Map;
import java.util.Set;

/** What an integration tells {@link LlmClientContract} about itself and its library. */
public interface LlmSubject {

    /**
     * A client of the library, made as an application makes it, which calls the server, and is traced by the
     * integration. It has a key of any kind, and the library's own settings for tries and time limits.
     */
    LlmClient traced(FakeLlmServer server) throws Exception;

    /** The very same client without the integration. */
    LlmClient plain(FakeLlmServer server) throws Exception;

    /** The model that the clients ask for, one whose price is known. */
    String model();

    /** What the spans say as {@code api}. */
    String api();

    /** What the spans say as {@code provider}, of a server on this machine. */
    default String provider() {
        return "local";
    }

    /** What the library or the integration lacks, each with the reason in a sentence. */
    default Map<LlmFeature, String> notCovered() {
        return Map.of();
    }

    /** Headers of requests that are another in each run, in lower case. */
    default Set<String> changingHeaders() {
        return Set.of("host");
    }
}
