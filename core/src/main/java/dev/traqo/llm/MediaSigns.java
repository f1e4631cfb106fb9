package dev.traqo.llm;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The first bytes of files, which tell their type where nobody says it. */
final class MediaSigns {

    private MediaSigns() {}

    /** The media type; null if the bytes do not tell. */
    static @Nullable String type(byte[] bytes) {
        String head = new String(bytes, 0, Math.min(12, bytes.length), StandardCharsets.ISO_8859_1);
        if (head.startsWith("RIFF")) {
            return head.endsWith("WEBP") ? "image/webp" : head.endsWith("WAVE") ? "audio/wav" : null;
        }
        if (head.startsWith("\u0089PNG")) {
            return "image/png";
        }
        if (head.startsWith("\u00ff\u00d8\u00ff")) {
            return "image/jpeg";
        }
        if (head.startsWith("GIF8")) {
            return "image/gif";
        }
        if (head.startsWith("%PDF-")) {
            return "application/pdf";
        }
        return sound(head);
    }

    private static @Nullable String sound(String head) {
        if (head.startsWith("ID3") || head.startsWith("\u00ff\u00fb") || head.startsWith("\u00ff\u00f3")) {
            return "audio/mpeg";
        }
        if (head.startsWith("OggS")) {
            return "audio/ogg";
        }
        return head.startsWith("fLaC") ? "audio/flac" : null;
    }
}
