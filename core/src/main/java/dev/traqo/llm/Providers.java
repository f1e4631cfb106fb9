package dev.traqo.llm;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whose models answer at an address: the {@code provider} of a call. */
public final class Providers {

    /** Ends of host names. */
    private static final Map<String, String> BY_HOST = new LinkedHashMap<>();

    static {
        BY_HOST.put("openai.azure.com", "azure");
        BY_HOST.put("cognitiveservices.azure.com", "azure");
        BY_HOST.put("services.ai.azure.com", "azure");
        BY_HOST.put("openai.com", "openai");
        BY_HOST.put("anthropic.com", "anthropic");
        BY_HOST.put("generativelanguage.googleapis.com", "google");
        BY_HOST.put("aiplatform.googleapis.com", "vertex");
        BY_HOST.put("amazonaws.com", "bedrock");
        BY_HOST.put("openrouter.ai", "openrouter");
        BY_HOST.put("groq.com", "groq");
        BY_HOST.put("deepseek.com", "deepseek");
        BY_HOST.put("mistral.ai", "mistral");
        BY_HOST.put("together.xyz", "together");
        BY_HOST.put("together.ai", "together");
        BY_HOST.put("fireworks.ai", "fireworks");
        BY_HOST.put("perplexity.ai", "perplexity");
        BY_HOST.put("x.ai", "xai");
        BY_HOST.put("cerebras.ai", "cerebras");
        BY_HOST.put("cohere.com", "cohere");
        BY_HOST.put("cohere.ai", "cohere");
        BY_HOST.put("moonshot.ai", "moonshot");
        BY_HOST.put("moonshot.cn", "moonshot");
        BY_HOST.put("aliyuncs.com", "alibaba");
        BY_HOST.put("nvidia.com", "nvidia");
        BY_HOST.put("huggingface.co", "huggingface");
    }

    private Providers() {}

    /**
     * The provider at this base URL: {@code openai} for {@code https://api.openai.com/v1}; {@code local} for this machine;
     * the host for one that is not known.
     *
     * @param otherwise what to answer when the URL has no host
     */
    public static String at(@Nullable String url, String otherwise) {
        String host = host(url);
        if (host == null) {
            return otherwise;
        }
        for (Map.Entry<String, String> known : BY_HOST.entrySet()) {
            if (host.equals(known.getKey()) || host.endsWith("." + known.getKey())) {
                return known.getValue();
            }
        }
        return isHere(host) ? "local" : host.endsWith("-aiplatform.googleapis.com") ? "vertex" : host;
    }

    private static boolean isHere(String host) {
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || host.startsWith("127.")
                || host.equals("0.0.0.0")
                || host.equals("[::1]");
    }

    private static @Nullable String host(@Nullable String url) {
        try {
            URI uri = url == null ? null : URI.create(url.strip());
            String host = uri == null ? null : uri.getHost() == null ? oddHost(uri) : uri.getHost();
            return host == null ? null : host.toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Names inside of networks may have underscores, which are no host to a URI. */
    private static @Nullable String oddHost(URI uri) {
        String authority = uri.getAuthority();
        if (authority == null) {
            return null;
        }
        String host = authority.substring(authority.indexOf('@') + 1).replaceFirst(":\\d*$", "");
        return host.isEmpty() ? null : host;
    }
}
