package dev.traqo.internal;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Media types from outside, made safe to write down and to name files after. */
public final class MediaTypes {

    /** What is known of bytes without a type. */
    public static final String UNKNOWN = "application/octet-stream";

    /** Longer ones are no types; those of office documents have 73 characters. */
    static final int LONGEST = 120;

    private static final String TOKEN = "[a-z0-9][a-z0-9!#$&^_.+-]*";
    private static final Pattern TYPE = Pattern.compile(TOKEN + "/" + TOKEN);

    private static final String OFFICE = "application/vnd.openxmlformats-officedocument.";

    private static final Map<String, String> ENDINGS = Map.ofEntries(
            Map.entry("image/png", "png"),
            Map.entry("image/jpeg", "jpg"),
            Map.entry("image/jpg", "jpg"),
            Map.entry("image/gif", "gif"),
            Map.entry("image/webp", "webp"),
            Map.entry("image/svg+xml", "svg"),
            Map.entry("image/bmp", "bmp"),
            Map.entry("image/tiff", "tiff"),
            Map.entry("image/heic", "heic"),
            Map.entry("image/heif", "heif"),
            Map.entry("image/avif", "avif"),
            Map.entry("audio/wav", "wav"),
            Map.entry("audio/x-wav", "wav"),
            Map.entry("audio/wave", "wav"),
            Map.entry("audio/vnd.wave", "wav"),
            Map.entry("audio/mpeg", "mp3"),
            Map.entry("audio/mp3", "mp3"),
            Map.entry("audio/ogg", "ogg"),
            Map.entry("audio/opus", "opus"),
            Map.entry("audio/flac", "flac"),
            Map.entry("audio/x-flac", "flac"),
            Map.entry("audio/aac", "aac"),
            Map.entry("audio/aiff", "aiff"),
            Map.entry("audio/mp4", "m4a"),
            Map.entry("audio/m4a", "m4a"),
            Map.entry("audio/x-m4a", "m4a"),
            Map.entry("audio/webm", "webm"),
            Map.entry("audio/l16", "pcm"),
            Map.entry("audio/pcm", "pcm"),
            Map.entry("video/mp4", "mp4"),
            Map.entry("video/webm", "webm"),
            Map.entry("video/mpeg", "mpeg"),
            Map.entry("video/quicktime", "mov"),
            Map.entry("text/plain", "txt"),
            Map.entry("text/markdown", "md"),
            Map.entry("text/html", "html"),
            Map.entry("text/csv", "csv"),
            Map.entry("text/xml", "xml"),
            Map.entry("application/xml", "xml"),
            Map.entry("application/json", "json"),
            Map.entry("application/pdf", "pdf"),
            Map.entry("application/rtf", "rtf"),
            Map.entry("text/rtf", "rtf"),
            Map.entry("application/zip", "zip"),
            Map.entry("application/msword", "doc"),
            Map.entry("application/vnd.ms-excel", "xls"),
            Map.entry("application/vnd.ms-powerpoint", "ppt"),
            Map.entry(OFFICE + "wordprocessingml.document", "docx"),
            Map.entry(OFFICE + "spreadsheetml.sheet", "xlsx"),
            Map.entry(OFFICE + "presentationml.presentation", "pptx"),
            Map.entry("application/vnd.oasis.opendocument.text", "odt"),
            Map.entry("application/vnd.oasis.opendocument.spreadsheet", "ods"));

    private MediaTypes() {}

    /** Lower case, without parameters; {@link #UNKNOWN} for what is no media type. */
    public static String clean(@Nullable String mediaType) {
        if (mediaType == null) {
            return UNKNOWN;
        }
        int parameters = mediaType.indexOf(';');
        int end = parameters < 0 ? mediaType.length() : parameters;
        if (end > LONGEST) {
            return UNKNOWN;
        }
        String type = mediaType.substring(0, end).strip().toLowerCase(Locale.ROOT);
        return isClean(type) ? type : UNKNOWN;
    }

    /** Whether this is a media type as {@link #clean} makes it. */
    public static boolean isClean(String type) {
        return type.length() <= LONGEST && TYPE.matcher(type).matches();
    }

    /** What a file of this type ends in, without the dot; {@code bin} for types that are not in the table. */
    public static String ending(String cleanType) {
        return ENDINGS.getOrDefault(cleanType, "bin");
    }
}
