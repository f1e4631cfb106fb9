package dev.traqo.examples.support;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A vendor's server, or one that speaks its protocol, and which model to ask there.
 *
 * @param names the environment variables that name it, for messages
 * @param scripted whether it is the one in this process
 */
record Endpoint(Names names, String url, String key, String model, boolean scripted) {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Environment variables, and what an address looks like. */
    record Names(String url, String key, String model, String example) {}

    static final Names OPENAI =
            new Names("OPENAI_BASE_URL", "OPENAI_API_KEY", "OPENAI_MODEL", "https://api.openai.com/v1");
    static final Names ANTHROPIC =
            new Names("ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY", "ANTHROPIC_MODEL", "https://api.anthropic.com");
    static final Names GEMINI = new Names(
            "GOOGLE_GEMINI_BASE_URL", "GEMINI_API_KEY", "GEMINI_MODEL", "https://generativelanguage.googleapis.com");

    /** The SDKs insist on a key; a server in this process, or in the house, looks at none. */
    private static final String NO_KEY = "none";

    /** What may stand in a header. */
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]+");

    /**
     * The one that the environment names by its key, the one in this process otherwise. A server that speaks OpenAI's
     * protocol may do without a key.
     *
     * @param scriptedUrl where the one in this process is
     */
    static Endpoint of(Names names, String model, String scriptedUrl, UnaryOperator<@Nullable String> variable) {
        String url = value(variable, names.url);
        String key = value(variable, names.key);
        String wanted = value(variable, names.model);
        if (key == null && (url == null || !names.equals(OPENAI))) {
            return new Endpoint(names, scriptedUrl, NO_KEY, model, true);
        }
        return new Endpoint(
                names,
                url == null ? names.example : url.replaceFirst("/+$", ""),
                key == null ? NO_KEY : key,
                wanted == null ? model : wanted,
                false);
    }

    private static @Nullable String value(UnaryOperator<@Nullable String> variable, String name) {
        String value = variable.apply(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** For people: without a password that may stand in it. */
    String shownUrl() {
        return url.replaceFirst("//[^/@]*@", "//");
    }

    /** What stands in the first line of the demo. */
    String shown() {
        return model + (scripted ? " (scripted)" : " at " + shownUrl());
    }

    /**
     * Makes a client for this place, from address and key.
     *
     * @throws LlmException if one of them is malformed. Each library says so in its own way, some only when it is asked
     *     the first time, and some show the key.
     */
    <C> C client(BiFunction<String, String, C> build) throws LlmException {
        try {
            URI address = new URI(url);
            if (address.getHost() != null && KEY.matcher(key).matches()) {
                return build.apply(url, key);
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw new LlmException(
                names.url + " or " + names.key + " is malformed (base URL: " + shownUrl() + "); an address looks like "
                        + names.example,
                null);
    }

    /**
     * What went wrong, as one line that says what to check.
     *
     * @throws RuntimeException the exception itself, if it has nothing to do with the model
     */
    LlmException failure(RuntimeException e) {
        return Refusal.explain(this, e);
    }
}
