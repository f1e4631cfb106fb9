package dev.traqo.cli.ui;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The pages and what they are made of: resources of the jar, or the files of a folder that a build has just made. Safe
 * for any thread.
 */
final class Pages {

    private static final String INDEX = "index.html";

    /** What the page that opens at the base path asks for first. */
    static final String FIRST_LIST = "api/traces?limit=100";

    /** Letters, digits and dots in folders: nothing that leads anywhere else. */
    private static final Pattern NAME =
            Pattern.compile("(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "woff2", "font/woff2",
            "json", "application/json",
            "webmanifest", "application/manifest+json",
            "txt", "text/plain; charset=utf-8");

    private static final Set<String> COMPRESSED = Set.of("png", "woff2");

    /** What the router of the pages knows, by the first part of the path. */
    private static final Set<String> ROUTES = Set.of("", INDEX, "d", "t", "thread", "search");

    private final @Nullable Path folder;
    private final String basePath;
    private final Map<String, Resource> resources = new ConcurrentHashMap<>();

    /** @param gzip smaller form; null if it would not be smaller */
    private record Resource(byte[] bytes, byte @Nullable [] gzip, long modified) {}

    /**
     * @param folder where they are; null for the resources of this program
     * @param basePath begins and ends with a slash
     * @throws NoSuchFileException if there are none
     */
    Pages(@Nullable Path folder, String basePath) throws IOException {
        this.folder = folder;
        this.basePath = basePath;
        if (find(INDEX) == null) {
            throw new NoSuchFileException(INDEX);
        }
    }

    /** Answers with a file of the pages, or with the page itself: it reads the rest of the address on its own. */
    void answer(Request request, String path) throws IOException {
        Resource file = find(path);
        if (file != null && !path.equals(INDEX)) {
            // Names in `assets` hold a hash of their content.
            boolean hashed = path.startsWith("assets/");
            request.answerHeader("Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
            send(request, 200, path, file);
            return;
        }
        if (path.startsWith("assets/")) {
            throw new Refusal(404, "There is no such file; load the page again.");
        }
        Resource index = find(INDEX);
        if (index == null) {
            throw new Refusal(404, "The pages are gone; they may be being built: load the page again.");
        }
        int slash = path.indexOf('/');
        boolean known = ROUTES.contains(slash < 0 ? path : path.substring(0, slash));
        request.answerHeader("Cache-Control", "no-cache");
        if (path.isEmpty() && request.parameters().isEmpty()) {
            // The list is asked for while the script that will show it is on its way: state/traceRows.ts.
            request.answerHeader("Link", "<" + basePath + FIRST_LIST + ">; rel=preload; as=fetch; crossorigin");
        }
        send(request, known ? 200 : 404, INDEX, index);
    }

    private static void send(Request request, int status, String name, Resource file) throws IOException {
        String type = TYPES.getOrDefault(ending(name), "application/octet-stream");
        if (file.gzip == null) {
            request.bytes(status, type, file.bytes);
            return;
        }
        request.answerHeader("Vary", "Accept-Encoding");
        String accepted = request.header("Accept-Encoding");
        if (accepted == null || !accepted.contains("gzip")) {
            request.bytes(status, type, file.bytes);
            return;
        }
        request.answerHeader("Content-Encoding", "gzip");
        request.bytes(status, type, file.gzip);
    }

    private @Nullable Resource find(String name) throws IOException {
        // Only these endings: a folder on the class path reads as its list of files.
        if (!NAME.matcher(name).matches() || !TYPES.containsKey(ending(name))) {
            return null;
        }
        long modified = 0;
        if (folder != null) {
            Path file = folder.resolve(name);
            if (!Files.isRegularFile(file)) {
                return null;
            }
            modified = Files.getLastModifiedTime(file).toMillis();
        }
        Resource known = resources.get(name);
        if (known != null && known.modified == modified) {
            return known;
        }
        byte[] bytes = read(name);
        if (bytes == null) {
            return null;
        }
        byte[] content = name.equals(INDEX) ? withBase(bytes) : bytes;
        Resource resource = new Resource(content, COMPRESSED.contains(ending(name)) ? null : gzip(content), modified);
        resources.put(name, resource);
        return resource;
    }

    private byte @Nullable [] read(String name) throws IOException {
        if (folder != null) {
            return Files.readAllBytes(folder.resolve(name));
        }
        try (InputStream in = Pages.class.getResourceAsStream("/dev/traqo/ui/" + name)) {
            return in == null ? null : in.readAllBytes();
        }
    }

    /** The page's own addresses are relative, and it lies at many paths. */
    private byte[] withBase(byte[] html) {
        return new String(html, StandardCharsets.UTF_8)
                .replaceFirst("<head>", "<head>\n    <base href=\"" + basePath + "\" />")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte @Nullable [] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.size() < bytes.length ? out.toByteArray() : null;
    }

    private static String ending(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
