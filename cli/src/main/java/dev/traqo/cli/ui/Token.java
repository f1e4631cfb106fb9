package dev.traqo.cli.ui;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client must know when others can reach the server too. Immutable, safe for any thread. */
final class Token {

    private static final int BYTES = 16;

    private final String value;
    private final String cookie;

    /** @param port browsers share cookies between the ports of a host: each server needs a name of its own */
    Token(String value, int port) {
        this.value = value;
        this.cookie = "traqo-" + port;
    }

    /** 128 random bits. */
    static String random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Whether the request has the token in a header. */
    boolean isIn(Headers request) {
        String authorization = request.getFirst("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return matches(authorization.substring(7).strip());
        }
        for (String header : request.getOrDefault("Cookie", List.of())) {
            for (String pair : header.split(";", -1)) {
                if (pair.strip().startsWith(cookie + "=")
                        && matches(pair.strip().substring(cookie.length() + 1))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Takes as long for a good beginning as for a bad one. */
    boolean matches(@Nullable String candidate) {
        return candidate != null
                && MessageDigest.isEqual(
                        candidate.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
    }

    /** Makes the browser send the token from now on, and only from our own pages. */
    String setCookie(String path) {
        return cookie + "=" + value + "; Path=" + path + "; HttpOnly; SameSite=Strict";
    }
}
