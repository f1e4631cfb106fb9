package dev.traqo.cli.ui;

import dev.traqo.read.TraceFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * {@code api/media}: an image, sound or document of a trace. It may come from anybody: what a browser could run as a
 * page of ours, markup above all, is only ever offered as a download.
 */
final class MediaEndpoint implements Endpoint {

    private static final Map<String, String> SHOWN = Map.of(
            "png", "image/png",
            "jpg", "image/jpeg",
            "jpeg", "image/jpeg",
            "gif", "image/gif",
            "webp", "image/webp",
            "wav", "audio/wav",
            "mp3", "audio/mpeg",
            "ogg", "audio/ogg");

    @Override
    public void answer(Request request) throws IOException {
        Path trace = request.file();
        String name = request.required("name");
        Path file = TraceFiles.of(trace).resolve(name);
        if (file == null) {
            throw new Refusal(404, name + ": no such file beside the trace; it was moved or deleted.");
        }
        // The name is a hash of the bytes: they never change.
        if (request.notModified(name)) {
            return;
        }
        String type = SHOWN.get(name.substring(name.lastIndexOf('.') + 1));
        request.answerHeader("Content-Security-Policy", "default-src 'none'; sandbox");
        if (type == null || request.flag("download")) {
            request.answerHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
        }
        try (OutputStream out = request.stream(
                type == null ? "application/octet-stream" : type,
                Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .size())) {
            Files.copy(file, out);
        }
    }
}
