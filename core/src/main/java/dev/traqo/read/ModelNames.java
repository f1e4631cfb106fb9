package dev.traqo.read;

import java.util.regex.Pattern;

/**
 * Takes from a model's name what says how it was reached or which snapshot it is.
 *
 * <p>Only spellings that are known to leave the price alone are taken off, one at a time. There is no "starts with":
 * {@code o1-super-expensive} is not {@code o1}.
 */
final class ModelNames {

    private static final Pattern ROUTE = Pattern.compile("^(?:"
            + "(?:openai|anthropic|google|gemini|models|openrouter|litellm_proxy"
            + "|bedrock|bedrock_converse|converse|amazon-bedrock"
            + "|vertex|vertex_ai|vertexai|google-vertex|google-gla|google_genai|google_vertexai"
            + "|azure|azure_ai|azure_openai)[/:]"
            + "|projects/[^/]+/locations/[^/]+/"
            + "|publishers/[^/]+/models/"
            + "|arn:aws:bedrock:[^/]*:(?:foundation-model|inference-profile)/"
            + "|(?:(?:us|eu|apac|au|jp|global)\\.)?(?:anthropic|openai)\\."
            + ")");

    private static final Pattern SNAPSHOT = Pattern.compile("(?:"
            + "-20\\d\\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])"
            + "|[-@]20\\d\\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])"
            + "|-v\\d+:\\d+"
            // Bedrock and Vertex AI number Claude's revisions; elsewhere "-v2" may be another model.
            + "|(?<=^claude-[a-z0-9.-]{1,40})-v\\d"
            + "|[-@]latest|@default"
            + "|\\[1m\\]"
            + ")$");

    private ModelNames() {}

    /** The name without its first routing part; the same name if it has none. */
    static String withoutRoute(String name) {
        return ROUTE.matcher(name).replaceFirst("");
    }

    /** The name without its last date, revision or "latest"; the same name if it has none. */
    static String withoutSnapshot(String name) {
        return SNAPSHOT.matcher(name).replaceFirst("");
    }
}
