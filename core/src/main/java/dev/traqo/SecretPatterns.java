package dev.traqo;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What secrets look like. A match keeps nothing of the secret, not even its length. */
final class SecretPatterns {

    private static final String HIDDEN = "***";
    private static final int SHORTEST_SECRET = 8;

    /** One alternation, so that a text is walked once. */
    private static final Pattern SECRET = Pattern.compile(
            // OpenAI, Anthropic and others; Stripe
            "\\bsk-[A-Za-z0-9_-]{16,}|\\b[rsp]k_(?:live|test)_[A-Za-z0-9]{10,}"
                    // Google; AWS; GitHub; GitLab; Slack; Hugging Face; npm
                    + "|\\bAIza[0-9A-Za-z_-]{30,}|\\bya29\\.[0-9A-Za-z_-]{20,}|\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b"
                    + "|\\bgh[pousr]_[A-Za-z0-9]{30,}|\\bgithub_pat_[A-Za-z0-9_]{30,}|\\bglpat-[A-Za-z0-9_-]{16,}"
                    + "|\\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\\bhf_[A-Za-z0-9]{20,}|\\bnpm_[A-Za-z0-9]{30,}"
                    // JSON web tokens; authorization headers
                    + "|\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*"
                    + "|(?<=[Bb]earer )[A-Za-z0-9._~+/=-]{12,}|(?<=[Bb]asic )[A-Za-z0-9+/=]{12,}"
                    // the password of a URL; private keys
                    + "|(?<=://[^\\s/:@]{0,64}:)[^\\s/@]+(?=@)"
                    + "|-----BEGIN [A-Z ]*PRIVATE KEY-----[A-Za-z0-9+/=\\s:,-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?");

    private static final Set<String> FIELDS = Set.of(
            "password",
            "passwd",
            "pwd",
            "passphrase",
            "secret",
            "clientsecret",
            "apikey",
            "xapikey",
            "accesskey",
            "secretkey",
            "privatekey",
            "token",
            "accesstoken",
            "refreshtoken",
            "idtoken",
            "authtoken",
            "authorizationtoken",
            "bearertoken",
            "authorization",
            "cookie",
            "setcookie",
            "credential",
            "credentials");

    static final Mask MASK = (field, text) -> {
        if (FIELDS.contains(plain(field))) {
            return HIDDEN;
        }
        return text.length() < SHORTEST_SECRET ? text : SECRET.matcher(text).replaceAll(HIDDEN);
    };

    private SecretPatterns() {}

    static Mask fields(String... names) {
        Set<String> hidden = Stream.of(names).map(SecretPatterns::plain).collect(Collectors.toUnmodifiableSet());
        return (field, text) -> hidden.contains(plain(field)) ? HIDDEN : text;
    }

    /** {@code X-Api-Key}, {@code x_api_key} and {@code xApiKey} are the same field. */
    private static String plain(String field) {
        return field.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
    }
}
